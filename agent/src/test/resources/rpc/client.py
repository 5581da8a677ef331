"""An impacket client of Samba behind taps on 127.0.0.2; its argument is the port of SMB."""
import struct
import sys

from impacket.dcerpc.v5 import epm, lsad, rpcrt, rrp, samr, srvs, transport, wkst
from impacket.smb3structs import SMB2_DIALECT_21
from impacket.uuid import uuidtup_to_bin


def connect(binding, interface, level=None, dialect=None):
    where = transport.DCERPCTransportFactory(binding)
    where.set_credentials("root", "geheim")
    if "ncacn_np" in binding:
        where.set_dport(int(sys.argv[1]))
        if dialect:
            where.preferred_dialect(dialect)
    rpc = where.get_dce_rpc()
    if level:
        rpc.set_auth_level(level)
    rpc.connect()
    rpc.bind(interface)
    return rpc


def say(name, call):
    try:
        print(name, call())
    except Exception as e:  # what a server refuses is part of the conversation
        print(name, "failed:", e)


# over TCP: a call that doesn't exist, an interface that isn't there
rpc = connect("ncacn_ip_tcp:127.0.0.2[135]", epm.MSRPC_UUID_PORTMAP)


def unknown():
    rpc.call(77, b"no such operation")
    return rpc.recv()


say("opnum", unknown)
say("absent", lambda: connect("ncacn_ip_tcp:127.0.0.2[135]", uuidtup_to_bin(("deadbeef-0001-0002-0003-0123456789ab", "1.0"))))

port = epm.hept_map("127.0.0.2", srvs.MSRPC_UUID_SRVS, protocol="ncacn_ip_tcp").split("[")[1].strip("]")
for name, level in (("integrity", rpcrt.RPC_C_AUTHN_LEVEL_PKT_INTEGRITY), ("privacy", rpcrt.RPC_C_AUTHN_LEVEL_PKT_PRIVACY)):
    def info():
        rpc = connect("ncacn_ip_tcp:127.0.0.2[%s]" % port, srvs.MSRPC_UUID_SRVS, level)
        answer = srvs.hNetrServerGetInfo(rpc, 101)["InfoStruct"]["ServerInfo101"]["sv101_name"]
        rpc.disconnect()
        return answer.strip("\0")
    say(name, info)

# over SMB, the first of them encrypted
rpc = connect(r"ncacn_np:127.0.0.2[\pipe\wkssvc]", wkst.MSRPC_UUID_WKST)
say("wkssvc", lambda: wkst.hNetrWkstaGetInfo(rpc, 100)["WkstaInfo"]["WkstaInfo100"]["wki100_computername"].strip("\0"))
rpc = connect(r"ncacn_np:127.0.0.2[\pipe\wkssvc]", wkst.MSRPC_UUID_WKST, dialect=SMB2_DIALECT_21)
say("wkssvc", lambda: wkst.hNetrWkstaGetInfo(rpc, 100)["WkstaInfo"]["WkstaInfo100"]["wki100_computername"].strip("\0"))
rpc = connect(r"ncacn_np:127.0.0.2[\pipe\winreg]", rrp.MSRPC_UUID_RRP, dialect=SMB2_DIALECT_21)
say("winreg", lambda: rrp.hOpenLocalMachine(rpc)["ErrorCode"])
rpc = connect(r"ncacn_np:127.0.0.2[\pipe\samr]", samr.MSRPC_UUID_SAMR, dialect=SMB2_DIALECT_21)
say("samr", lambda: samr.hSamrConnect(rpc)["ErrorCode"])
rpc = connect(r"ncacn_np:127.0.0.2[\pipe\lsarpc]", lsad.MSRPC_UUID_LSAD, dialect=SMB2_DIALECT_21)
say("lsarpc", lambda: lsad.hLsarOpenPolicy2(rpc, 0x02000000)["ErrorCode"])
other = rpc.alter_ctx(uuidtup_to_bin(("3919286a-b10c-11d0-9ba8-00c04fd92ef5", "0.0")))


def role():
    other.call(0, struct.pack("<H", 1))
    return len(other.recv())


say("dssetup", role)
