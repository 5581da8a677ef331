package dev.ipcscope.agent.mechanism.dde;

import dev.ipcscope.agent.win32.DdeInstance;
import dev.ipcscope.agent.win32.MessageLoop;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The services that came since the agent first looked for some: the system's DDE library tells each program that uses it,
 * so nobody is asked. One for the process; it lasts as long as that.
 */
final class Registrations {

    private static final int MOST = 1_000;

    /** The library makes a server's own name of the service and a number in hex: in Wine that of its process. */
    private static final Pattern NUMBER = Pattern.compile("\\((?:0x)?\\s*([0-9A-Fa-f]{1,15})\\)$");

    private final Map<String, Service> byInstance = new LinkedHashMap<>();

    /**
     * A service that was registered.
     *
     * @param number in the server's own name; 0 when there is none
     */
    record Service(String name, long number) {}

    /** What came or went, as the library tells it. */
    synchronized void changed(int type, String service, String instance) {
        if (type == DdeInstance.UNREGISTER) {
            byInstance.remove(instance);
        } else if (byInstance.size() < MOST) {
            byInstance.put(instance, new Service(service, number(instance)));
        }
    }

    static long number(String instance) {
        Matcher matcher = NUMBER.matcher(instance);
        return matcher.find() ? Long.parseLong(matcher.group(1), 16) : 0;
    }

    /** Those that are there, as far as is known; a copy. */
    synchronized Map<String, Service> services() {
        return Map.copyOf(byInstance);
    }

    /** Those of this process; listening begins with the first call. */
    static Registrations ofThisProcess() throws IOException {
        return Shared.get();
    }

    private static final class Shared {
        private static @Nullable Registrations listening;

        /** Held, or what the library calls back would be collected as garbage. */
        @SuppressWarnings("unused")
        private static @Nullable DdeInstance instance;

        private Shared() {}

        static synchronized Registrations get() throws IOException {
            Registrations present = listening;
            if (present == null) {
                present = new Registrations();
                MessageLoop loop = MessageLoop.start("dde registrations");
                try {
                    instance = DdeInstance.listen(loop, present::changed);
                } catch (IOException e) {
                    loop.close();
                    throw e;
                }
                listening = present;
            }
            return present;
        }
    }
}
