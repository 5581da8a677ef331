package dev.ipcscope.web;

/**
 * What all pages share.
 *
 * @param title the page's name
 * @param current which entry of the navigation is current
 * @param twin the address of the JSON twin
 * @param store identifies the store, so that a page notices another one
 * @param messages "10,484,667 messages, 5.1 GB"
 * @param rate "2,469 per second"
 * @param agents "2 agents: win-dev7, build-04"
 * @param written "Written 0.3 s ago", or why nothing can be written
 * @param lost "137 lost"
 * @param anyLost whether something was lost
 */
public record Shell(
        String title,
        String current,
        String twin,
        String store,
        String messages,
        String rate,
        String agents,
        String written,
        String lost,
        boolean anyLost) {}
