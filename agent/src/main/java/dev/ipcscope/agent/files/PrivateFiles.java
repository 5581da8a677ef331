package dev.ipcscope.agent.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Makes files and folders that nobody but their owner can read: mode 600 and 700, on Windows by an ACL. */
public final class PrivateFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /** Makes a folder and those above it that are missing; one that exists stays as it is. */
    public static void createDirectories(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (POSIX) {
            Files.createDirectories(folder, mode("rwx------"));
        } else {
            Files.createDirectories(folder);
            restrict(folder);
        }
    }

    /** Makes a folder, or takes one that exists from everybody but its owner, where its file system can. */
    public static void claim(Path folder) throws IOException {
        createDirectories(folder);
        if (!POSIX) {
            restrict(folder);
        } else if (hasModes(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean hasModes(Path file) {
        try {
            return Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class);
        } catch (IOException e) { // Java finds no mount point, as in a chroot
            return true;
        }
    }

    /** Makes and opens a file for reading and writing; fails when it exists. */
    public static FileChannel create(Path file) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (POSIX) {
            return FileChannel.open(file, options, mode("rw-------"));
        }
        FileChannel channel = FileChannel.open(file, options);
        restrict(file);
        return channel;
    }

    /** Replaces a file's content in one step: whoever reads sees the old one or the new one, also after a crash. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = create(fresh)) {
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static void restrict(Path path) throws IOException {
        AclFileAttributeView view =
                Files.getFileAttributeView(path, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return;
        }
        AclEntry.Builder owner = AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(view.getOwner())
                .setPermissions(EnumSet.allOf(AclEntryPermission.class));
        if (Files.isDirectory(path)) {
            owner.setFlags(
                    java.nio.file.attribute.AclEntryFlag.DIRECTORY_INHERIT,
                    java.nio.file.attribute.AclEntryFlag.FILE_INHERIT);
        }
        view.setAcl(List.of(owner.build()));
    }
}
