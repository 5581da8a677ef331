package dev.ipcscope.server.page;

import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.control.MechanismStatus;
import dev.ipcscope.server.doctor.AgentDoctor;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.doctor.DoctorView;
import dev.ipcscope.server.doctor.Stage;
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

    private final Doctor doctor;
    private final Templates templates;
    private final Shells shells;

    DoctorHandler(Doctor doctor, Templates templates, Shells shells) {
        this.doctor = doctor;
        this.templates = templates;
        this.shells = shells;
    }

    void register(RoutesConfig routes) {
        routes.get("/doctor", this::page);
        routes.get("/ui/doctor", ctx -> ctx.html(templates.render("doctorpane", Map.of("p", of(doctor.examine())))));
    }

    private void page(Context ctx) throws IOException {
        ctx.html(templates.render(
                "doctor", Map.of("shell", shells.of("Why do I see nothing?", "doctor", "/api/doctor"))));
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
        return "Nothing stands in the way. If messages are missing, look at the filter and the capture of your page.";
    }

    private static String summary(List<Check> checks) {
        long errors = checks.stream().filter(c -> c.icon().equals("bad")).count();
        long warnings = checks.stream().filter(c -> c.icon().equals("warn")).count();
        return Numbers.count(errors, "error") + ", " + Numbers.count(warnings, "warning") + ", "
                + Numbers.of(checks.size() - errors - warnings) + " fine";
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
                Visible.line(finding.subject() + where),
                sentence(finding.text()),
                sentence(finding.remedy()));
    }

    /** Ends with a full stop, so that what is to be done stands apart from what was found. */
    private static String sentence(String text) {
        String line = Visible.line(text).strip();
        return line.isEmpty() || line.endsWith(".") || line.endsWith("?") ? line : line + ".";
    }

    private static Check mechanism(MechanismStatus m) {
        String text = (m.reason() + " " + String.join(" ", m.limits())).strip();
        return new Check(
                m.works() ? "ok" : "none",
                m.works() ? "is-ok" : "muted",
                Visible.line(m.title()) + " (" + Visible.line(m.id()) + ")",
                text.isEmpty() ? "Works." : Visible.line(text),
                "");
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
