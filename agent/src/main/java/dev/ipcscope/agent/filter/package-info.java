/**
 * The filter language: AST, parser, terms with their predicates and words. The server adds the SQL face of each term.
 *
 * <p>It lives in the agent since rules that hold messages run here, also while the server is away.
 */
@NullMarked
package dev.ipcscope.agent.filter;

import org.jspecify.annotations.NullMarked;
