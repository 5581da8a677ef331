package dev.ipcscope.server.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A payload of any size, read piece by piece. The file stays readable while its segment is deleted. */
final class PayloadStream extends InputStream {
    private final FileChannel file;
    private final List<Extent> extents;
    private int extent;
    private long at;

    private PayloadStream(FileChannel file, List<Extent> extents) {
        this.file = file;
        this.extents = extents;
    }

    /** Empty when there is no such message. */
    static Optional<InputStream> open(Readers readers, Segment segment, long id) throws IOException {
        try (Readers.Reader reader = readers.take(segment)) {
            if (reader == null) {
                return Optional.empty();
            }
            byte[] inline = null;
            try (PreparedStatement statement = reader.connection.prepareStatement(
                    "SELECT payload,typeof(payload)='blob' FROM message WHERE id=?")) {
                statement.setLong(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    if (row.getInt(2) != 0) {
                        inline = row.getBytes(1);
                    }
                }
            }
            if (inline != null) {
                return Optional.of(new ByteArrayInputStream(inline));
            }
            List<Extent> extents = RowReader.extents(reader, id);
            return Optional.of(
                    new PayloadStream(FileChannel.open(segment.payloads(), StandardOpenOption.READ), extents));
        } catch (SQLException e) {
            throw Sqlite.failure(segment.file, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (extent < extents.size() && at == extents.get(extent).length()) {
            extent++;
            at = 0;
        }
        if (extent == extents.size()) {
            return -1;
        }
        Extent now = extents.get(extent);
        int wanted = (int) Math.min(length, now.length() - at);
        int read = file.read(ByteBuffer.wrap(into, offset, wanted), now.offset() + at);
        if (read < 0) {
            throw new IOException("the payload file ends before the payload does");
        }
        at += read;
        return read;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
