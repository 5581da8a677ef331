package dev.ipcscope.agent.mechanism.mapping;

import dev.ipcscope.agent.tap.TapWaitingException;
import dev.ipcscope.agent.win32.HeldObject;
import dev.ipcscope.agent.win32.ObjectDirectory;
import dev.ipcscope.agent.win32.Win32Exception;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A named section of Windows. */
record SectionSubject(String name) implements Subject {

    private static final int SECTION_MAP_WRITE = 2;

    @Override
    public Memory open() throws IOException {
        try {
            return new WatchedSection(name);
        } catch (Win32Exception e) {
            throw inWords(e);
        }
    }

    @Override
    public Meaning meaning(Memory opened) throws IOException {
        WatchedSection section = (WatchedSection) opened;
        try {
            return section.renew() ? Meaning.SAME : Meaning.OTHER;
        } catch (Win32Exception e) {
            if (e.code() == Win32Exception.FILE_NOT_FOUND) {
                return Meaning.NOTHING;
            }
            throw inWords(e);
        }
    }

    @Override
    public String gone() {
        return "mapping closed";
    }

    @Override
    public String goneNote() {
        return name + " has gone, since no program holds it open by its name any more; the tap goes on when one makes"
                + " it again";
    }

    @Override
    public List<Holder> holders(Duration interval) throws IOException {
        return holders(SectionScan.notOlderThan(interval).named(HeldObject.Kind.SECTION, name));
    }

    /** The processes that have these handles, but for this one. */
    static List<Holder> holders(List<HeldObject> handles) {
        Map<Long, Boolean> writes = new TreeMap<>();
        for (HeldObject held : handles) {
            if (held.pid() != ProcessHandle.current().pid()) {
                writes.merge(held.pid(), (held.access() & SECTION_MAP_WRITE) != 0, Boolean::logicalOr);
            }
        }
        return writes.entrySet().stream()
                .map(entry -> new Holder(entry.getKey(), entry.getValue()))
                .toList();
    }

    private IOException inWords(Win32Exception e) {
        if (e.code() == Win32Exception.FILE_NOT_FOUND) {
            TapWaitingException waiting = new TapWaitingException(
                    e.getMessage() + ": no program has made it; the tap opens when one does. Names differ by case, and"
                            + " Local\\ and Global\\ are different ones");
            waiting.initCause(e);
            return waiting;
        }
        if (e.code() == Win32Exception.ACCESS_DENIED) {
            return new IOException(
                    e.getMessage() + ": run the agent as the user whose program made it, or as an administrator", e);
        }
        String type = ObjectDirectory.named().get(name);
        if (e.code() == Win32Exception.INVALID_HANDLE || type != null && !type.equals("Section")) {
            return new IOException(
                    e.getMessage() + ": the name belongs to " + (type == null ? "another kind of object" : kind(type))
                            + ", not to a file mapping; 'list' shows the mappings there are",
                    e);
        }
        return e;
    }

    /** The type as the system calls it, in a sentence. */
    private static String kind(String type) {
        return switch (type) {
            case "Event" -> "an event";
            case "Mutant" -> "a mutex";
            case "Semaphore" -> "a semaphore";
            case "Job" -> "a job";
            case "Timer" -> "a waitable timer";
            default -> "an object of type " + type;
        };
    }
}
