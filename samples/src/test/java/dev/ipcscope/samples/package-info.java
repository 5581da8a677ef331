/** Each pair talks. */
package dev.ipcscope.samples;
