package dev.ipcscope.server.api;

import dev.ipcscope.agent.control.Finding;
import dev.ipcscope.agent.control.MechanismStatus;
import dev.ipcscope.agent.filter.Filter;
import dev.ipcscope.server.doctor.AgentDoctor;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.doctor.DoctorView;
import dev.ipcscope.server.doctor.Looking;
import dev.ipcscope.server.doctor.Stage;
import dev.ipcscope.server.format.Json;
import dev.ipcscope.server.format.Times;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.server.store.StoreStatus;
import io.javalin.http.Context;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the store is doing, and why nothing is seen. */
final class StatusApi {

    private final MessageStore store;
    private final Doctor doctor;

    StatusApi(MessageStore store, Doctor doctor) {
        this.store = store;
        this.doctor = doctor;
    }

    void register(ApiRoutes routes) {
        routes.get("/api/status", "Messages, bytes and state of the store.", this::status);
        routes.get(
                "/api/doctor",
                "Why do I see nothing: the count at each stage up to a page that looks through filter at capture (a name or"
                        + " number), mechanisms with their limits, findings.",
                ctx -> Requests.answer(ctx, json(doctor.examine(looking(ctx)))));
    }

    private Looking looking(Context ctx) {
        Filter filter = Requests.filter(ctx);
        Long capture = Requests.capture(ctx, store);
        return store.captures().stream()
                .filter(c -> capture != null && c.number() == capture)
                .findFirst()
                .map(c -> new Looking(Requests.param(ctx, "filter", ""), filter, c))
                .orElseGet(() -> new Looking(
                        Requests.param(ctx, "filter", ""),
                        filter,
                        Looking.atLive(store).capture()));
    }

    private void status(Context ctx) {
        StoreStatus status = store.status();
        Requests.answer(
                ctx,
                Json.object(
                        "store", store.id().toString(),
                        "messages", status.messages(),
                        "bytes", status.bytes(),
                        "lastId", status.lastId(),
                        "lastTime", time(status.lastTime()),
                        "lastCommit", time(status.lastCommit()),
                        "queued", status.queued(),
                        "skippedWhilePaused", status.skippedWhilePaused(),
                        "error", status.error(),
                        "now", Times.utc(Times.now())));
    }

    private static @Nullable String time(long unixNanos) {
        return unixNanos == 0 ? null : Times.utc(unixNanos);
    }

    private static Map<String, @Nullable Object> json(DoctorView view) {
        return Json.object(
                "healthy", view.healthy(),
                "findings", view.findings().stream().map(StatusApi::json).toList(),
                "agents", view.agents().stream().map(StatusApi::json).toList());
    }

    private static Map<String, @Nullable Object> json(AgentDoctor agent) {
        return Json.object(
                "name", agent.name(),
                "connected", agent.connected(),
                "stages", agent.stages().stream().map(StatusApi::json).toList(),
                "mechanisms", agent.mechanisms().stream().map(StatusApi::json).toList(),
                "findings", agent.findings().stream().map(StatusApi::json).toList());
    }

    private static Map<String, @Nullable Object> json(Stage stage) {
        return Json.object(
                "name", stage.name(),
                "count", stage.count(),
                "lost", stage.lost(),
                "waiting", stage.waiting(),
                "ok", stage.ok(),
                "text", stage.text());
    }

    private static Map<String, @Nullable Object> json(MechanismStatus mechanism) {
        return Json.object(
                "id", mechanism.id(),
                "title", mechanism.title(),
                "works", mechanism.works(),
                "reason", mechanism.reason(),
                "limits", mechanism.limits(),
                "elevation", mechanism.elevation());
    }

    private static Map<String, @Nullable Object> json(Finding finding) {
        return Json.object(
                "level", finding.level(),
                "subject", finding.subject(),
                "text", finding.text(),
                "remedy", finding.remedy());
    }
}
