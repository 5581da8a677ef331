package dev.ipcscope.web;

/**
 * A message that is a picture.
 *
 * @param url where it is, empty when it can't be shown
 * @param words its size, or why it can't be shown; empty when the message isn't a picture
 * @param width in CSS pixels
 * @param height in CSS pixels
 */
public record Picture(String url, String words, int width, int height) {

    /** The message isn't a picture. */
    public static final Picture NONE = new Picture("", "", 0, 0);
}
