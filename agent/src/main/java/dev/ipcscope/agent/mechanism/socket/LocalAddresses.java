package dev.ipcscope.agent.mechanism.socket;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Whether an address is one of this machine. */
final class LocalAddresses {

    private LocalAddresses() {}

    static boolean has(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
