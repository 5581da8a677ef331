package dev.ipcscope.server.store;

/** A piece of a payload in the payload file. */
record Extent(long offset, long length) {}
