package dev.ipcscope.server.store;

/** The tables of a segment. */
final class Schema {
    static final String[] CREATE = {
        "PRAGMA user_version=" + Sqlite.VERSION,
        "CREATE TABLE segment(first_id INTEGER NOT NULL, capture INTEGER NOT NULL, store TEXT NOT NULL,"
                + " sealed INTEGER NOT NULL)",
        // No index while it is written: each would cost more than the rows themselves.
        "CREATE TABLE message(id INTEGER PRIMARY KEY, channel INTEGER NOT NULL, time INTEGER NOT NULL,"
                + " mono INTEGER NOT NULL, seq INTEGER NOT NULL, length INTEGER NOT NULL,"
                + " payload /* bytes; or how many lie in the payload file */, details BLOB)",
        "CREATE TABLE extent(id INTEGER NOT NULL, part INTEGER NOT NULL, offset INTEGER NOT NULL,"
                + " length INTEGER NOT NULL, PRIMARY KEY(id,part)) WITHOUT ROWID",
        "CREATE TABLE conversation(number INTEGER PRIMARY KEY, spool TEXT NOT NULL, spool_number INTEGER NOT NULL,"
                + " agent TEXT NOT NULL, open INTEGER NOT NULL, mechanism TEXT NOT NULL, endpoint TEXT NOT NULL,"
                + " tap TEXT NOT NULL, policy INTEGER NOT NULL, opened INTEGER NOT NULL, client_address TEXT,"
                + " server_address TEXT, client_pid INTEGER, client_tid INTEGER, client_name TEXT, client_path TEXT,"
                + " client_command TEXT, client_user TEXT, server_pid INTEGER, server_tid INTEGER, server_name TEXT,"
                + " server_path TEXT, server_command TEXT, server_user TEXT)",
        "CREATE TABLE channel(number INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, direction INTEGER NOT NULL,"
                + " kind INTEGER NOT NULL)",
        "CREATE TABLE spool(spool TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE counter(last_conversation INTEGER NOT NULL)"
    };

    /** What is added when a segment is sealed. */
    static final String[] SEAL = {
        "CREATE INDEX IF NOT EXISTS message_channel ON message(channel)",
        "CREATE TABLE IF NOT EXISTS channel_sum(channel INTEGER PRIMARY KEY, messages INTEGER NOT NULL,"
                + " bytes INTEGER NOT NULL, lost INTEGER NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,"
                + " first_time INTEGER NOT NULL, last_time INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS zone(number INTEGER PRIMARY KEY, time_from INTEGER NOT NULL,"
                + " time_to INTEGER NOT NULL, length_from INTEGER NOT NULL, length_to INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS zone_channel(zone INTEGER NOT NULL, channel INTEGER NOT NULL,"
                + " messages INTEGER NOT NULL, PRIMARY KEY(zone,channel)) WITHOUT ROWID"
    };

    private Schema() {}
}
