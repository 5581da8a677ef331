package dev.ipcscope.server.store;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A commit of the store, for a flight recording of the JVM; costs nothing without one. */
@Name("dev.ipcscope.Commit")
@Label("Commit")
@Category("ipcscope")
@Description("The store has committed messages up to this id")
@StackTrace(false)
final class CommitEvent extends Event {

    @Label("Last id")
    long lastId;
}
