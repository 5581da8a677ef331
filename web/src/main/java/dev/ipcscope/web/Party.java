package dev.ipcscope.web;

/** One side of a conversation, as the pages name it. */
public final class Party {

    /** Stands for a side that there is not, as the server of a clipboard. */
    public static final String NOBODY = "–";

    private Party() {}
}
