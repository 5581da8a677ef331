package dev.ipcscope.web;

/**
 * The filter box.
 *
 * @param text what was typed
 * @param state {@code ok}, {@code bad} or empty
 * @param verdict the words at its end
 * @param caret spaces and a caret under the wrong column, or empty
 * @param error what is wrong there, or empty
 * @param force the filter that is in force
 */
public record FilterBox(String text, String state, String verdict, String caret, String error, String force) {}
