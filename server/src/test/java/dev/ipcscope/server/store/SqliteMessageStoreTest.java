package dev.ipcscope.server.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteMessageStoreTest extends MessageStoreContract {
    @TempDir
    Path folder;

    private int stores;

    @Override
    MessageStore open() throws IOException {
        return SqliteMessageStore.open(folder.resolve("store" + stores++), StoreLimits.DEFAULT);
    }
}
