package dev.ipcscope.agent.mechanism.rpc;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The words for DCE/RPC's numbers: C706 chapter 12 and appendix E, [MS-RPCE] 2.2. */
final class RpcWords {

    /** Kinds of PDUs by their number; connections know those marked in {@link #ofConnections}, datagrams the others. */
    private static final List<String> TYPES = List.of(
            "request",
            "ping",
            "response",
            "fault",
            "working",
            "nocall",
            "reject",
            "ack",
            "cl_cancel",
            "fack",
            "cancel_ack",
            "bind",
            "bind_ack",
            "bind_nak",
            "alter_context",
            "alter_context_resp",
            "auth3",
            "shutdown",
            "cancel",
            "orphaned",
            "rts");

    private static final List<String> NAK_REASONS = List.of(
            "reason not specified",
            "temporary congestion",
            "local limit exceeded",
            "called address unknown",
            "protocol version not supported",
            "default context not supported",
            "user data not readable",
            "no such service",
            "authentication type not recognized",
            "invalid checksum");

    private static final List<String> RESULTS =
            List.of("accepted", "rejected by the user", "rejected by the provider", "acknowledged");

    private static final List<String> RESULT_REASONS = List.of(
            "reason not specified",
            "abstract syntax not supported",
            "proposed transfer syntaxes not supported",
            "local limit exceeded");

    private static final List<String> LEVELS =
            List.of("default", "none", "connect", "call", "packet", "integrity", "privacy");

    private static final Map<Integer, String> PROVIDERS =
            Map.of(0, "none", 9, "SPNEGO", 10, "NTLMSSP", 14, "Schannel", 16, "Kerberos", 68, "Netlogon");

    private static final Map<Long, String> STATUSES = Map.ofEntries(
            Map.entry(0x1c000001L, "nca_s_fault_int_div_by_zero, the server divided by zero"),
            Map.entry(0x1c000002L, "nca_s_fault_addr_error, the server met a wrong address"),
            Map.entry(0x1c000003L, "nca_s_fault_fp_div_zero, the server divided by zero"),
            Map.entry(0x1c000004L, "nca_s_fault_fp_underflow"),
            Map.entry(0x1c000005L, "nca_s_fault_fp_overflow"),
            Map.entry(0x1c000006L, "nca_s_fault_invalid_tag, no such arm of a union"),
            Map.entry(0x1c000007L, "nca_s_fault_invalid_bound, an array's bounds are wrong"),
            Map.entry(0x1c000008L, "nca_s_rpc_version_mismatch"),
            Map.entry(0x1c000009L, "nca_s_unspec_reject"),
            Map.entry(0x1c00000aL, "nca_s_bad_actid"),
            Map.entry(0x1c00000bL, "nca_s_who_are_you_failed"),
            Map.entry(0x1c00000cL, "nca_s_manager_not_entered"),
            Map.entry(0x1c00000dL, "nca_s_fault_cancel, the call was cancelled"),
            Map.entry(0x1c00000eL, "nca_s_fault_ill_inst, the server met an illegal instruction"),
            Map.entry(0x1c00000fL, "nca_s_fault_fp_error"),
            Map.entry(0x1c000010L, "nca_s_fault_int_overflow"),
            Map.entry(0x1c000012L, "nca_s_fault_unspec, the server failed"),
            Map.entry(0x1c000013L, "nca_s_fault_remote_comm_failure"),
            Map.entry(0x1c000014L, "nca_s_fault_pipe_empty"),
            Map.entry(0x1c000015L, "nca_s_fault_pipe_closed"),
            Map.entry(0x1c000016L, "nca_s_fault_pipe_order"),
            Map.entry(0x1c000017L, "nca_s_fault_pipe_discipline"),
            Map.entry(0x1c000018L, "nca_s_fault_pipe_comm_error"),
            Map.entry(0x1c000019L, "nca_s_fault_pipe_memory"),
            Map.entry(0x1c00001aL, "nca_s_fault_context_mismatch, the context handle isn't the server's"),
            Map.entry(0x1c00001bL, "nca_s_fault_remote_no_memory, the server has no memory left"),
            Map.entry(0x1c00001cL, "nca_s_invalid_pres_context_id"),
            Map.entry(0x1c00001dL, "nca_s_unsupported_authn_level"),
            Map.entry(0x1c00001fL, "nca_s_invalid_checksum"),
            Map.entry(0x1c000020L, "nca_s_invalid_crc"),
            Map.entry(0x1c000021L, "nca_s_fault_user_defined"),
            Map.entry(0x1c000022L, "nca_s_fault_tx_open_failed"),
            Map.entry(0x1c000023L, "nca_s_fault_codeset_conv_error"),
            Map.entry(0x1c000024L, "nca_s_fault_object_not_found"),
            Map.entry(0x1c000025L, "nca_s_fault_no_client_stub"),
            Map.entry(0x1c010001L, "nca_s_comm_failure"),
            Map.entry(0x1c010002L, "nca_s_op_rng_error, the interface has no operation of this number"),
            Map.entry(0x1c010003L, "nca_s_unk_if, the server doesn't know the interface"),
            Map.entry(0x1c010006L, "nca_s_wrong_boot_time, the server has started anew"),
            Map.entry(0x1c010009L, "nca_s_you_crashed"),
            Map.entry(0x1c01000bL, "nca_s_proto_error, the call breaks the protocol"),
            Map.entry(0x1c010013L, "nca_s_out_args_too_big"),
            Map.entry(0x1c010014L, "nca_s_server_too_busy"),
            Map.entry(0x1c010015L, "nca_s_fault_string_too_long"),
            Map.entry(0x1c010017L, "nca_s_unsupported_type"),
            Map.entry(0x00000005L, "access denied"),
            Map.entry(0x00000057L, "a parameter is wrong"),
            Map.entry(0x000006bfL, "RPC_S_CALL_FAILED_DNE, the call failed and was not executed"),
            Map.entry(0x000006d1L, "RPC_S_PROCNUM_OUT_OF_RANGE, the interface has no operation of this number"),
            Map.entry(0x000006e4L, "RPC_S_CANNOT_SUPPORT, not supported"),
            Map.entry(0x000006f7L, "RPC_X_BAD_STUB_DATA, the stub data are wrong"),
            Map.entry(0x00000721L, "RPC_S_SEC_PKG_ERROR, the security package failed"),
            Map.entry(0x80010108L, "RPC_E_DISCONNECTED, the object has gone"),
            Map.entry(0x8001011dL, "RPC_E_INVALID_OBJECT, there is no such object"),
            Map.entry(0x80070005L, "E_ACCESSDENIED, access denied"));

    private RpcWords() {}

    /** A kind of PDU; its number when there is none. */
    static String type(int number) {
        return of(TYPES, number);
    }

    /** Whether a PDU of this kind can stand in a connection. */
    static boolean ofConnections(int type) {
        return type == 0 || type == 2 || type == 3 || type >= 11 && type <= 20;
    }

    /** Whether a PDU of this kind can be a datagram. */
    static boolean ofDatagrams(int type) {
        return type >= 0 && type <= 10;
    }

    /** Why a bind was refused. */
    static String nakReason(long reason) {
        return of(NAK_REASONS, (int) reason);
    }

    /** What became of a proposed context. */
    static String result(int result) {
        return of(RESULTS, result);
    }

    /** Why a proposed context was refused. */
    static String resultReason(int reason) {
        return of(RESULT_REASONS, reason);
    }

    /** How far calls are protected. */
    static String level(long level) {
        return of(LEVELS, (int) level);
    }

    /** Who protects them. */
    static String provider(long type) {
        return PROVIDERS.getOrDefault((int) type, "type " + type);
    }

    /** A fault or reject status with its number. */
    static String status(long status) {
        String number = String.format(Locale.ROOT, "0x%08x", status);
        String words = STATUSES.get(status);
        return words == null ? number : number + " " + words;
    }

    private static String of(List<String> words, int number) {
        return number >= 0 && number < words.size() ? words.get(number) : String.valueOf(number);
    }
}
