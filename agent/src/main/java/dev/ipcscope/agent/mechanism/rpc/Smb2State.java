package dev.ipcscope.agent.mechanism.rpc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open pipes and files of one SMB connection, and its requests that aren't answered. Bounded; for one thread. */
final class Smb2State {

    private static final int MAX_FILES = 256;
    private static final int MAX_STREAMS = 64;
    private static final int MAX_HELD = 512 << 10; // bytes of all pipes but the one that is read
    private static final int MAX_REQUESTS = 512;
    private static final int NAME = 200;

    /** What a request was about: the name that is opened, or the file that is used. */
    record Request(int command, String name, String file) {}

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, RpcStream> streams = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, Request> requests = new LinkedHashMap<>();
    private List<RpcInterface> learnt = List.of();

    /** More names for RPC in its pipes. */
    void learn(List<RpcInterface> more) {
        learnt = new ArrayList<>(more);
    }

    void asked(long message, Request request) {
        requests.put(message, request);
        forgetOldest(requests, MAX_REQUESTS);
    }

    /** The request of this message id, which stays: the server may answer it in parts ("pending" first). */
    @Nullable
    Request request(long message) {
        return requests.get(message);
    }

    /** It is answered for good. */
    void answered(long message) {
        requests.remove(message);
    }

    void opened(String file, String name) {
        names.put(file, name.length() > NAME ? name.substring(0, NAME) : name);
        forgetOldest(names, MAX_FILES);
    }

    void closed(String file) {
        names.remove(file);
        streams.remove(file);
    }

    /** What this file id stands for, or empty. */
    String name(String file) {
        return names.getOrDefault(file, "");
    }

    /** The RPC in this file; when all together hold too much, the one that was silent longest begins anew. */
    RpcStream stream(String file) {
        RpcStream stream = streams.get(file);
        if (stream == null) {
            stream = new RpcStream(Interfaces.WELL_KNOWN);
            stream.learn(learnt);
            streams.put(file, stream);
            forgetOldest(streams, MAX_STREAMS);
        }
        while (streams.size() > 1 && size() > MAX_HELD) {
            forgetOldest(streams, streams.size() - 1);
        }
        return stream;
    }

    /** Bytes held by all pipes, about. */
    int size() {
        return streams.values().stream().mapToInt(RpcStream::size).sum();
    }

    private static <K, V> void forgetOldest(Map<K, V> map, int most) {
        if (map.size() > most) {
            Iterator<K> oldest = map.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
