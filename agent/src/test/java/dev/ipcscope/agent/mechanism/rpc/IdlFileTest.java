package dev.ipcscope.agent.mechanism.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IdlFileTest {

    private static final String ORDERS = """
            /* the orders; interface nothing { int no(); } */
            import "oaidl.idl", "ocidl.idl";
            #include <windows.h>
            cpp_quote("#define ORDERS (1)")
            [
                uuid(DEADBEEF-0001-0002-0003-0123456789ab), // upper case is as good
                version(1.5),
                pointer_default(unique)
            ]
            interface orders
            {
                const long MOST = (1 << 4);
                typedef struct _order { long id; [string] wchar_t *text; } order;
                typedef union switch (long kind) u { case 1: long a; } choice;
                typedef [callback] void (*notify)(int);
                error_status_t open([in] handle_t h, [in, string] const wchar_t *name);
                cpp_quote("void not_this(int);")
                struct order read([in] handle_t h, [in, size_is(n)] byte *b, [in] long n);
                [callback] void called_back(int);
                [async] void close(
                    [in] handle_t h);
            }

            [object, uuid("00000001-aaaa-bbbb-cccc-0123456789ab"), dual]
            interface IOrders : IDispatch
            {
                [id(1), propget] HRESULT Count([out, retval] long *count);
                [local] HRESULT Next(long many);
                [call_as(Next)] HRESULT RemoteNext(long many);
                HRESULT Reset();
            };

            library Orders
            {
                [uuid(00000002-aaaa-bbbb-cccc-0123456789ab), object]
                interface IMore : IOrders { HRESULT More(void); }
                [uuid(00000003-aaaa-bbbb-cccc-0123456789ab)] coclass Order { [default] interface IMore; }
            }

            [uuid(00000004-aaaa-bbbb-cccc-0123456789ab), object]
            interface IFar : IElsewhere { HRESULT CantBeCounted(void); }
            """;

    @Test
    void findsInterfacesWithTheirOperationsInOrder() {
        List<RpcInterface> found = IdlFile.parse(ORDERS);
        assertThat(found).extracting(RpcInterface::name).containsExactly("orders", "IOrders", "IMore", "IFar");
        RpcInterface orders = found.get(0);
        assertThat(orders.uuid()).isEqualTo("deadbeef-0001-0002-0003-0123456789ab");
        assertThat(orders.major()).isEqualTo(1);
        assertThat(orders.minor()).isEqualTo(5);
        assertThat(orders.object()).isFalse();
        assertThat(orders.operations()).containsExactly("open", "read", "close");
        assertThat(found.get(1).object()).isTrue();
        assertThat(found.get(1).operations())
                .containsExactly(
                        "QueryInterface",
                        "AddRef",
                        "Release",
                        "GetTypeInfoCount",
                        "GetTypeInfo",
                        "GetIDsOfNames",
                        "Invoke",
                        "Count",
                        "Next",
                        "Reset");
        assertThat(found.get(2).operations()).hasSize(11).endsWith("More");
        assertThat(found.get(3).operations()).as("its base is in another file").isEmpty();
    }

    @Test
    void saysWhenThereIsNothing() {
        assertThatThrownBy(() -> IdlFile.parse("interface orders { int f(); }"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no interface with a uuid");
        assertThatThrownBy(() -> IdlFile.parse(" ".repeat(IdlFile.MAX_SIZE + 1)))
                .hasMessageContaining("1 MiB");
    }

    @Test
    void namesTravelWithTheConversation() {
        List<RpcInterface> found = IdlFile.parse(ORDERS);
        assertThat(IdlNames.of(IdlNames.attributes(found))).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void survivesWrongFiles() {
        long seed = Long.getLong("ipcscope.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        String signs = "{}[]();\"/*#:, \n";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder wrong = new StringBuilder(ORDERS);
            for (int many = random.nextInt(1, 20); many > 0; many--) {
                int at = random.nextInt(wrong.length());
                wrong.replace(at, at + random.nextInt(2), "" + signs.charAt(random.nextInt(signs.length())));
            }
            String text = wrong.substring(0, random.nextInt(wrong.length()));
            try {
                assertThat(IdlFile.parse(text))
                        .as("-Dipcscope.seed=%d, round %d", seed, i)
                        .isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("no interface");
            }
        }
    }
}
