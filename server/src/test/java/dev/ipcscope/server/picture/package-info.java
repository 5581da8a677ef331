/** Tests of pictures: the JDK's reader of PNG is the judge. */
@NullMarked
package dev.ipcscope.server.picture;

import org.jspecify.annotations.NullMarked;
