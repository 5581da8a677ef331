package dev.ipcscope.agent.mechanism.pipe;

import dev.ipcscope.agent.tap.TapSpecException;
import dev.ipcscope.agent.win32.KernelName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The {@code net.pipe://} addresses of Windows Communication Foundation. Pure text and bytes; {@link NetPipeLookup}
 * reads the sections.
 *
 * <pre>
 *  net.pipe://localhost/Orders
 *    └▶ canonical: net.pipe://+/ORDERS/     + any host (the default), the host itself, or * (weakest)
 *         └▶ section: Global\net.pipe:E + base64 of its UTF-8      Local\… when the listener may not make global ones
 *                     Global\net.pipe:H + base64 of its hash       from 128 bytes on; SHA-256, until .NET 4.7 SHA-1
 *              └▶ content:  00 made (not 0: valid) │ 01-03 unused │ 04-13 GUID      made anew at each start
 *                   └▶ \\.\pipe\GUID
 * </pre>
 *
 * A client looks for any host, its own, then {@code *}; for each in Global, then in Local; and for each of these for its
 * path and then for the paths above it. Windows' own GUID layout: the first three numbers little-endian.
 *
 * <p>Sources: .NET reference source and dotnet/wcf, PipeConnectionInitiator (how a client finds the pipe); names as
 * recorded in Microsoft's "Troubleshoot Power Automate for desktop … net.pipe" ({@code handle net.pipe}); .NET migration
 * guide 4.7.1 (SHA-256). Sections in the folders of app containers aren't looked for.
 */
final class NetPipe {

    /** How many bytes of a section say which pipe it is. */
    static final int CONTENT_SIZE = 20;

    private static final String SCHEME = "net.pipe://";
    private static final String ENCODED = "net.pipe:E";
    private static final String HASHED = "net.pipe:H";
    private static final int LONGEST_ENCODED = 127;
    private static final int GUID_AT = 4;
    private static final List<String> FOLDERS = List.of("Global\\", "Local\\");

    private NetPipe() {}

    /** Whether a name in a tap spec is such an address. */
    static boolean isUri(String name) {
        return name.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The address with its scheme in lower case. */
    static String check(String uri) throws TapSpecException {
        String rest = uri.substring(SCHEME.length());
        if (host(rest).isEmpty()) {
            throw new TapSpecException(0, "'" + uri + "' names no host: net.pipe://localhost/PATH");
        }
        return SCHEME + rest;
    }

    /** The sections that a client of this address looks for, in its order; of {@code +} and {@code *} just the one. */
    static List<String> sections(String uri) {
        String rest = uri.substring(SCHEME.length());
        String host = upper(host(rest));
        boolean one = host.equals("+") || host.equals("*");
        Set<String> hosts = new LinkedHashSet<>(one ? List.of(host) : List.of("+", host, "*"));
        List<String> all = new ArrayList<>();
        for (String each : hosts) {
            for (String folder : FOLDERS) {
                for (String path = path(rest); !path.isEmpty(); path = one ? "" : above(path)) {
                    for (String name : names(SCHEME + each + path)) {
                        all.add(folder + name);
                    }
                }
            }
        }
        return all;
    }

    /** The address that a section's name tells, or {@code net.pipe:H…} when only its hash; null for other sections. */
    static @Nullable String address(String section) {
        String name = section.substring(section.indexOf('\\') + 1);
        if (name.startsWith(HASHED)) {
            return name;
        }
        if (!name.startsWith(ENCODED)) {
            return null;
        }
        try {
            byte[] told = Base64.getDecoder().decode(name.substring(ENCODED.length()));
            String uri = new String(told, StandardCharsets.UTF_8);
            return isUri(uri) ? uri : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The pipe's whole name; null when the section isn't ready or too short. */
    static @Nullable String pipe(byte[] content) {
        if (content.length < CONTENT_SIZE || content[0] == 0) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        long first = Integer.toUnsignedLong(bytes.getInt(GUID_AT)) << 32
                | Short.toUnsignedLong(bytes.getShort(GUID_AT + 4)) << 16
                | Short.toUnsignedLong(bytes.getShort(GUID_AT + 6));
        long second = bytes.order(ByteOrder.BIG_ENDIAN).getLong(GUID_AT + 8);
        return KernelName.pipe(new UUID(first, second).toString());
    }

    private static List<String> names(String canonical) {
        byte[] bytes = canonical.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= LONGEST_ENCODED
                ? List.of(ENCODED + base64(bytes))
                : List.of(HASHED + base64(hash("SHA-256", bytes)), HASHED + base64(hash("SHA-1", bytes)));
    }

    private static String host(String rest) {
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        int port = authority.lastIndexOf(':');
        return port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
    }

    /** In upper case, between slashes; what a spec wrote as %XX is decoded already, as a client does. */
    private static String path(String rest) {
        int slash = rest.indexOf('/');
        String path = slash < 0 ? "/" : upper(rest.substring(slash));
        return path.endsWith("/") ? path : path + "/";
    }

    private static String above(String path) {
        return path.substring(0, path.lastIndexOf('/', path.length() - 2) + 1);
    }

    /** Character by character, as .NET's ToUpperInvariant: ß stays ß. */
    private static String upper(String text) {
        return text.codePoints()
                .map(Character::toUpperCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] hash(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " belongs to every Java", e);
        }
    }
}
