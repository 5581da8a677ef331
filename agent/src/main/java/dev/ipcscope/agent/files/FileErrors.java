package dev.ipcscope.agent.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong with a file, in words: Java's own message is often only the file's name. */
public final class FileErrors {

    private FileErrors() {}

    /** The file and what is wrong with it; the exception's own message when it isn't about a file. */
    public static String words(IOException e) {
        if (e instanceof FileSystemException file && file.getFile() != null && file.getReason() == null) {
            return file.getFile() + ": " + reason(file);
        }
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it exists already, as a file or as something else";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        return e instanceof DirectoryNotEmptyException ? "the folder isn't empty" : "it can't be used";
    }
}
