package dev.ipcscope.server.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;

/** Renders the templates of module web, compiled at build time. Safe for any number of threads. */
final class Templates {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    String render(String name, Map<String, Object> parameters) {
        StringOutput out = new StringOutput(16_384);
        engine.render(name + ".jte", parameters, out);
        return out.toString();
    }
}
