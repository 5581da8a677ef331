package dev.ipcscope.agent.win32.ole;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the process's multi-threaded apartment in being. COM's calls of our objects run there, each on a thread of its own,
 * so one that lasts holds up no other. Threads that never initialised COM are in it, too (CoInitializeEx, "implicit
 * MTA").
 */
public final class Apartment {

    private Apartment() {}

    /** Makes it, once; later calls do nothing. */
    public static void enter() {
        Kept.enter();
    }

    private static final class Kept {
        private static final CountDownLatch ENTERED = new CountDownLatch(1);

        static {
            Thread keeper = new Thread(Kept::keep, "com apartment");
            keeper.setDaemon(true);
            keeper.start();
        }

        private static void keep() {
            Ole.CoInitializeEx(0, Ole.MULTITHREADED);
            ENTERED.countDown();
            while (true) {
                LockSupport.park();
            }
        }

        static void enter() {
            try {
                ENTERED.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
