package dev.ipcscope.server.store;

final class InMemoryMessageStoreTest extends MessageStoreContract {
    @Override
    MessageStore open() {
        return new InMemoryMessageStore();
    }
}
