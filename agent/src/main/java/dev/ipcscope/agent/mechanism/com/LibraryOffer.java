package dev.ipcscope.agent.mechanism.com;

import dev.ipcscope.agent.automation.ComInterface;
import dev.ipcscope.agent.automation.ComMethod;
import dev.ipcscope.agent.automation.TypeLibrary;
import dev.ipcscope.agent.automation.TypeLibrary.CoClass;
import dev.ipcscope.agent.automation.TypeLibrary.Enumeration;
import dev.ipcscope.agent.automation.TypeLibrary.Implemented;
import dev.ipcscope.agent.mechanism.Offer;
import dev.ipcscope.agent.mechanism.Offer.Group;
import dev.ipcscope.agent.mechanism.Offer.Member;
import dev.ipcscope.agent.mechanism.Offer.Parameter;
import java.util.ArrayList;
import java.util.List;

/** A type library in the words of an {@link Offer}: its classes, then its interfaces, then its enumerations. */
final class LibraryOffer {

    private LibraryOffer() {}

    static Offer of(TypeLibrary library) {
        List<Group> groups = new ArrayList<>();
        library.classes().forEach(one -> groups.add(of(one)));
        library.interfaces().forEach(one -> groups.add(of(one)));
        library.enumerations().forEach(one -> groups.add(of(one)));
        return new Offer(library.name() + " " + library.version(), library.help(), groups);
    }

    private static Group of(CoClass one) {
        List<Member> members = one.interfaces().stream().map(LibraryOffer::of).toList();
        return new Group("class", one.name(), one.clsid().toString(), one.help(), members);
    }

    private static Member of(Implemented one) {
        String kind = (one.isDefault() ? "default " : "") + (one.source() ? "events" : "interface");
        return new Member(kind, one.name(), one.name(), "", List.of());
    }

    private static Group of(ComInterface one) {
        List<Member> members = one.methods().stream().map(LibraryOffer::of).toList();
        return new Group(one.kind().word(), one.name(), one.iid().toString(), one.help(), members);
    }

    private static Member of(ComMethod one) {
        List<Parameter> parameters = one.parameters().stream()
                .map(parameter ->
                        new Parameter(parameter.name(), parameter.type().toString(), parameter.way()))
                .toList();
        return new Member(one.kind().word(), one.name(), one.toString(), one.help(), parameters);
    }

    private static Group of(Enumeration one) {
        List<Member> members = one.values().entrySet().stream()
                .map(value ->
                        new Member("value", value.getKey(), value.getKey() + " = " + value.getValue(), "", List.of()))
                .toList();
        return new Group("enumeration", one.name(), "", "", members);
    }
}
