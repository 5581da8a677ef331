package dev.ipcscope.agent.memory;

/** The attributes of snapshots: stored, so they stay as they are. */
public final class SnapshotWords {

    /** A number: how many bytes the memory has. */
    public static final String SIZE = "size";

    /** True: the payload is the whole memory; nothing before is needed to rebuild it. */
    public static final String KEY_FRAME = "keyFrame";

    /** True: a key frame that the store itself made of what it knew, so that a segment stands alone. */
    public static final String CARRIED = "carried";

    /** True: the name means another memory from here on. */
    public static final String REPLACED = "replaced";

    /** True: the writer was at work while the memory was read, so that parts of it may not fit together. */
    public static final String TORN = "torn";

    /** A list of maps {@code name, value, before}: the named values that changed. */
    public static final String FIELDS = "fields";

    /** How many changed values are not in {@link #FIELDS}. */
    public static final String MORE_FIELDS = "moreFields";

    /** On key frames: the layout as lines of a layout file. */
    public static final String LAYOUT = "layout";

    /** On events: a list of maps {@code pid, name, access}: the processes that have the memory open. */
    public static final String HOLDERS = "holders";

    private SnapshotWords() {}
}
