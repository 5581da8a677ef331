package dev.ipcscope.server.page;

import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.control.MechanismStatus;
import dev.ipcscope.server.doctor.AgentDoctor;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.doctor.DoctorView;
import dev.ipcscope.server.doctor.Looking;
import dev.ipcscope.server.doctor.Stage;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.Check;
import dev.ipcscope.web.DoctorPage;
import dev.ipcscope.web.StageView;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Why do I see nothing? The count at each stage, and what stands in the way. */
final class DoctorHandler {

    private final MessageStore store;
    private final Doctor doctor;
    private final Templates templates;
    private final Shells shells;

    DoctorHandler(MessageStore store, Doctor doctor, Templates templates, Shells shells) {
        this.store = store;
        this.doctor = doctor;
        this.templates = templates;
        this.shells = shells;
    }

    void register(RoutesConfig routes) {
        routes.get("/doctor", this::page);
        routes.get("/ui/doctor", this::pane);
    }

    private void page(Context ctx) throws IOException {
        View view = View.of(ctx, store.captures());
        String query = view.query();
        String more = query.isEmpty() ? "" : "?" + query;
        ctx.html(templates.render(
                "doctor",
                Map.of(
                        "shell",
                        shells.of("Why do I see nothing?", "doctor", "/api/doctor" + more),
                        "pane",
                        "/ui/doctor" + more,
                        "back",
                        "/" + more,
                        "without",
                        view.force().isEmpty() ? "" : view.withoutFilter())));
    }

    private void pane(Context ctx) {
        View view = View.of(ctx, store.captures());
        Looking looking = new Looking(view.force(), view.filter(), view.capture());
        ctx.html(templates.render("doctorpane", Map.of("p", of(doctor.examine(looking)))));
    }

    /** The report as the page shows it. */
    static DoctorPage of(DoctorView view) {
        List<Check> checks = new ArrayList<>();
        view.findings().forEach(finding -> checks.add(check(finding, "")));
        List<DoctorPage.Part> parts = new ArrayList<>();
        for (AgentDoctor agent : view.agents()) {
            agent.findings().forEach(finding -> checks.add(check(finding, agent.name())));
            parts.add(new DoctorPage.Part(
                    Visible.line(agent.name()),
                    stages(agent.stages()),
                    agent.mechanisms().stream().map(DoctorHandler::mechanism).toList()));
        }
        checks.sort(java.util.Comparator.comparingInt(
                check -> List.of("bad", "warn", "info", "ok").indexOf(check.icon())));
        return new DoctorPage(verdict(view, checks), parts, checks, summary(checks));
    }

    private static String verdict(DoctorView view, List<Check> checks) {
        if (!view.healthy() && !checks.isEmpty()) {
            Check worst = checks.get(0);
            return worst.subject() + ": " + worst.text();
        }
        return "Nothing stands in the way. If messages are missing, compare the counts below: the last one is what the page shows.";
    }

    private static String summary(List<Check> checks) {
        long errors = checks.stream().filter(c -> c.icon().equals("bad")).count();
        long warnings = checks.stream().filter(c -> c.icon().equals("warn")).count();
        long notes = checks.stream().filter(c -> c.icon().equals("info")).count();
        return Numbers.count(errors, "error") + ", " + Numbers.count(warnings, "warning") + ", "
                + Numbers.count(notes, "note") + ", " + Numbers.of(checks.size() - errors - warnings - notes) + " fine";
    }

    private static Check check(Finding finding, String agent) {
        String icon = switch (finding.level()) {
            case "error" -> "bad";
            case "warning" -> "warn";
            case "note" -> "info";
            default -> "ok";
        };
        String where = agent.isEmpty() || agent.equals(finding.subject()) ? "" : ", on " + agent;
        return new Check(
                icon,
                icon.equals("info") ? "muted" : "is-" + icon,
                heading(Visible.line(finding.subject()), agent) + Visible.line(where),
                sentence(finding.text()),
                sentence(finding.remedy()));
    }

    /** What a finding is about; the name of an agent stays as it is written. */
    private static String heading(String subject, String agent) {
        return subject.equals(agent) ? subject : capital(subject);
    }

    private static String capital(String text) {
        return text.matches("[a-z']+( .*)?") ? Character.toUpperCase(text.charAt(0)) + text.substring(1) : text;
    }

    /** Begins large and ends with a full stop, so that what is to be done stands apart from what was found. */
    private static String sentence(String text) {
        String line = capital(Visible.line(text).strip());
        return line.isEmpty() || line.endsWith(".") || line.endsWith("?") ? line : line + ".";
    }

    private static Check mechanism(MechanismStatus m) {
        String text = (m.reason() + " " + String.join(" ", m.limits())).strip();
        return new Check(
                m.works() ? "ok" : "none",
                m.works() ? "is-ok" : "muted",
                Visible.line(m.title()) + " (" + Visible.line(m.id()) + ")",
                text.isEmpty() ? "Works." : sentence(text),
                m.elevation().isEmpty() ? "" : sentence("With more rights: " + m.elevation()));
    }

    /** The first stage where something is wrong is lit; later ones only suffer from it. */
    private static List<StageView> stages(List<Stage> stages) {
        List<StageView> views = new ArrayList<>();
        boolean broken = false;
        for (Stage stage : stages) {
            String css = stage.lost() > 0 ? "lost" : "";
            if (!stage.ok() && !broken) {
                broken = true;
                css = "cur";
            }
            String count = stage.count() == null ? "–" : Numbers.of(stage.count());
            String waiting = stage.waiting() > 0 ? Numbers.of(stage.waiting()) + " waiting. " : "";
            String lost = stage.lost() > 0 ? Numbers.of(stage.lost()) + " lost. " : "";
            String name =
                    Character.toUpperCase(stage.name().charAt(0)) + stage.name().substring(1);
            views.add(new StageView(name, count, (lost + waiting + Visible.line(stage.text())).strip(), css));
        }
        return views;
    }
}
