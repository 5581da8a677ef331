package dev.ipcscope.agent;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long tests of this module wait for what has to come: long enough for two cores under a load of ten. A wait ends as
 * soon as it may, so this costs nothing but in a test that fails. Found by JUnit as a service.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
