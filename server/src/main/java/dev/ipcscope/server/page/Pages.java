package dev.ipcscope.server.page;

import dev.ipcscope.agent.decode.Decoders;
import dev.ipcscope.agent.filter.FilterHelp;
import dev.ipcscope.agent.mechanism.Mechanism;
import dev.ipcscope.server.agents.AgentRegistry;
import dev.ipcscope.server.doctor.Doctor;
import dev.ipcscope.server.live.Live;
import dev.ipcscope.server.store.MessageStore;
import dev.ipcscope.web.Fact;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * All pages with what they fetch: {@code /}, {@code /conversations}, {@code /timeline}, {@code /taps}, {@code /agents}, {@code /captures},
 * {@code /doctor}, {@code /messages/…}, {@code /memory/…}, {@code /ui/…}, {@code /live} and {@code /static/…}. Who may see them is decided
 * before, by the server's security; only {@code /static/…} and the login page hold nothing that was captured.
 */
public final class Pages implements AutoCloseable {

    private final MessageStore store;
    private final AgentRegistry agents;
    private final Doctor doctor;
    private final Templates templates = new Templates();
    private final Marks marks;
    private final List<String> mechanisms;
    private final RowViews rows;
    private final Tally tally;
    private final Shells shells;
    private final Sources sources;
    private final Live live;

    /**
     * Makes the pages.
     *
     * @param store what they show; not closed here
     * @param agents who captures; not closed here
     * @param doctor who says why nothing is seen
     * @param mechanisms for their marks
     */
    public Pages(MessageStore store, AgentRegistry agents, Doctor doctor, Iterable<Mechanism> mechanisms) {
        this.store = store;
        this.agents = agents;
        this.doctor = doctor;
        marks = new Marks(mechanisms);
        this.mechanisms = marks.known();
        rows = new RowViews(marks);
        tally = new Tally(store);
        shells = new Shells(store, tally, agents);
        sources = new Sources(tally, marks, agents);
        live = new Live(store, new LiveRows(templates, rows), new LiveNumbers(shells, sources));
    }

    /** Adds the routes. */
    public void register(RoutesConfig routes) {
        new StaticFiles().register(routes);
        new MessagesPage(store, templates, shells, sources, rows, agents).register(routes);
        new RowsHandler(store, templates, rows).register(routes);
        new FilterCheck(store).register(routes);
        new SuggestHandler(store, tally, agents, mechanisms).register(routes);
        new TermsHandler(store).register(routes);
        new StripHandler(store, templates, marks).register(routes);
        Meaning meaning = new Meaning(Decoders.ofThisProgram(), store);
        new DetailHandler(store, templates, new DetailViews(marks), meaning).register(routes);
        new PictureHandler(store).register(routes);
        TalkViews talks = new TalkViews(marks);
        new ConversationsHandler(store, templates, shells, talks).register(routes);
        new ConversationHandler(store, templates, shells, talks, new SaidViews(marks)).register(routes);
        new TimelineHandler(store, templates, shells, rows).register(routes);
        new MemoryHandler(store, templates, shells, marks).register(routes);
        new TapsHandler(agents, templates, shells, new TapViews(marks)).register(routes);
        new OfferHandler(agents, templates, shells).register(routes);
        new AgentsHandler(agents, templates, shells).register(routes);
        new CapturesHandler(store, agents, templates, shells).register(routes);
        new DoctorHandler(store, doctor, templates, shells).register(routes);
        new ErrorPages(templates, shells).register(routes);
        new NumbersHandler(store, new LiveNumbers(shells, sources)).register(routes);
        routes.get("/help/filter", this::filterHelp);
        routes.get("/login", this::login);
        live.register(routes);
    }

    private void filterHelp(Context ctx) throws IOException {
        List<Fact> terms = FilterHelp.terms().stream()
                .map(t -> new Fact(t.name(), t.help(), String.join(" ", t.operators())))
                .toList();
        ctx.html(templates.render(
                "filterhelp",
                Map.of(
                        "shell", shells.of("How a filter is written", "", "/api/filter/help"),
                        "terms", terms,
                        "rules", FilterHelp.rules())));
    }

    /** Says what was wrong with the last try; takes the reader on to where they wanted to go. */
    private void login(Context ctx) {
        String wrong = ctx.queryParam("wrong") == null
                ? ""
                : "That is not this server’s token. It stands in the file that the server was started with.";
        String address = ctx.scheme() + "://" + ctx.host() + "/";
        String to = View.or(ctx.queryParam("to"), "/");
        ctx.html(templates.render("login", Map.of("error", wrong, "address", address, "to", to)));
    }

    /** Ends the live streams. */
    @Override
    public void close() {
        live.close();
    }
}
