package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.Guid;
import java.util.Set;

/** Interfaces that COM itself defines. */
final class Iids {

    static final Guid UNKNOWN = com("00000000");
    static final Guid CLASS_FACTORY = com("00000001");
    static final Guid MARSHAL = com("00000003");
    static final Guid EXTERNAL_CONNECTION = com("00000019");
    static final Guid MULTI_QI = com("00000020");
    static final Guid DISPATCH = com("00020400");
    static final Guid ENUM_VARIANT = com("00020404");
    static final Guid CONNECTION_POINT_CONTAINER = Guid.parse("{B196B284-BAB4-101A-B69C-00AA00341D07}");
    static final Guid ENUM_CONNECTION_POINTS = Guid.parse("{B196B285-BAB4-101A-B69C-00AA00341D07}");
    static final Guid ENUM_CONNECTIONS = Guid.parse("{B196B287-BAB4-101A-B69C-00AA00341D07}");
    static final Guid CLASS_FACTORY_2 = Guid.parse("{B196B28F-BAB4-101A-B69C-00AA00341D07}");
    static final Guid CONNECTION_POINT = Guid.parse("{B196B286-BAB4-101A-B69C-00AA00341D07}");

    /**
     * What an object tells COM within its own process. Our objects have none of them, whatever the real ones' proxies
     * have: a proxy's IMarshal would send clients past us, for example.
     */
    static final Set<Guid> LOCAL_ONLY = Set.of(
            MARSHAL,
            com("000001CF"), // IMarshal2
            com("00000008"), // IProxyManager
            com("00000018"), // IStdMarshalInfo
            EXTERNAL_CONNECTION,
            com("0000001B"), // IdentityUnmarshal
            com("00000021"), // an identity of the proxy's
            MULTI_QI,
            com("00000039"), // IInternalUnknown
            com("0000013D"), // IClientSecurity
            com("00000144"), // IRpcOptions
            Guid.parse("{1C733A30-2A1C-11CE-ADE5-00AA0044773D}"), // ICallFactory
            Guid.parse("{94EA2B94-E9CC-49E0-C0FF-EE64CA8F5B90}"), // IAgileObject
            Guid.parse("{ECC8691B-C1DB-4DC0-855E-65F6C551AF49}")); // INoMarshal

    private Iids() {}

    private static Guid com(String number) {
        return Guid.parse("{" + number + "-0000-0000-C000-000000000046}");
    }
}
