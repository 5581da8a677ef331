package dev.ipcscope.server.store;

/** A capture as the catalog knows it. */
record Recording(long number, String name, long started, long firstId, long removed) {}
