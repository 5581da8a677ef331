package dev.ipcscope.agent.win32;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the windows of a class and title, and keeps those that stand for them in front of them: in the order in which
 * the real ones lie, so that the topmost gets what it would get. One thread.
 */
public final class ProxyOrder {

    private final String className;
    private final @Nullable String title;

    /** For windows of a class; title null for any. */
    public ProxyOrder(String className, @Nullable String title) {
        this.className = className;
        this.title = title;
    }

    /** The real ones that are there, the topmost first. */
    public List<DesktopWindow> real() {
        return DesktopWindow.find(className, title).stream()
                .filter(window -> !window.standsForAnother())
                .toList();
    }

    /** Gives each proxy its real one's title, lets it hang along, and puts all in front where they aren't. */
    public void restore(List<ProxyWindow> proxies) {
        proxies.forEach(ProxyWindow::followHang);
        proxies.forEach(
                proxy -> proxy.followTitle(DesktopWindow.titleOf(proxy.real().handle())));
        List<Long> onTop = DesktopWindow.find(className, title).stream()
                .map(DesktopWindow::handle)
                .toList();
        misplaced(onTop, proxies).forEach(ProxyWindow::raise);
    }

    /** Those to be put on top one after the other; none when all lie well. */
    private static List<ProxyWindow> misplaced(List<Long> onTop, List<ProxyWindow> proxies) {
        List<ProxyWindow> byReal = new ArrayList<>(proxies);
        byReal.removeIf(proxy -> !onTop.contains(proxy.real().handle()));
        byReal.sort((a, b) -> Integer.compare(
                onTop.indexOf(a.real().handle()), onTop.indexOf(b.real().handle())));
        List<Long> wanted = byReal.stream().map(ProxyWindow::handle).toList();
        Set<Long> real =
                new HashSet<>(byReal.stream().map(p -> p.real().handle()).toList());
        List<Long> before = new ArrayList<>();
        for (long handle : onTop) {
            if (real.contains(handle)) {
                break;
            }
            before.add(handle);
        }
        before.retainAll(wanted);
        if (before.equals(wanted)) {
            return List.of();
        }
        Collections.reverse(byReal);
        return byReal;
    }
}
