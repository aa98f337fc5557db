// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the uncompressed entries of a ZIP lie. The list at its end and the headers before the
 * entries have to agree, and no two entries may share a byte.
 *
 * <p>Compressed entries are refused: torch writes none, and a few bytes of one could claim to be
 * gigabytes. Checksums are not compared, as torch does not do so either and may leave them out.
 */
final class ZipDirectory {
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int ZIP64_EXTRA = 1;
  private static final int ENCRYPTED = 1;
  private static final int SIZES_FOLLOW = 1 << 3;
  private static final long IN_ZIP64 = 0xffffffffL;

  private final Content content;
  private final ZipEnd end;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipDirectory(Content content) {
    this.content = content;
    this.end = ZipEnd.find(content);
  }

  /**
   * An uncompressed entry.
   *
   * @param name within the archive
   * @param header position of the header before it
   * @param start position of its first byte
   * @param bytes its size
   */
  record Entry(String name, long header, long start, long bytes) {}

  /**
   * The entries by name, in the order of the list.
   *
   * @throws CheckpointException if it is no whole ZIP of uncompressed entries
   */
  static Map<String, Entry> read(Content content) {
    ZipDirectory directory = new ZipDirectory(content);
    directory.readAll();
    directory.refuseOverlaps();
    return directory.entries;
  }

  private void readAll() {
    ByteBuffer list = buffer(content.bytes(end.listStart(), (int) end.listBytes()));
    for (long i = 0; i < end.entries(); i++) {
      if (list.remaining() < CENTRAL_BYTES || list.getInt(list.position()) != CENTRAL_SIGNATURE) {
        throw damaged("its list of entries breaks off after %d of %d".formatted(i, end.entries()));
      }
      readOne(list);
    }
    if (list.hasRemaining()) {
      throw damaged("its list of entries is longer than its %d entries".formatted(end.entries()));
    }
  }

  private void readOne(ByteBuffer list) {
    int at = list.position();
    int flags = list.getShort(at + 8);
    int method = Short.toUnsignedInt(list.getShort(at + 10));
    int nameBytes = Short.toUnsignedInt(list.getShort(at + 28));
    int extraBytes = Short.toUnsignedInt(list.getShort(at + 30));
    int commentBytes = Short.toUnsignedInt(list.getShort(at + 32));
    if (list.remaining() < CENTRAL_BYTES + nameBytes + extraBytes + commentBytes) {
      throw damaged("its list of entries breaks off within an entry");
    }
    byte[] rawName = new byte[nameBytes];
    list.get(at + CENTRAL_BYTES, rawName);
    String name = name(rawName);
    ByteBuffer extra = list.slice(at + CENTRAL_BYTES + nameBytes, extraBytes);
    // in this order, those of the three that do not fit into 4 bytes stand in the extra field
    long[] numbers = {unsigned(list, at + 24), unsigned(list, at + 20), unsigned(list, at + 42)};
    fillFromZip64(name, extra.order(ByteOrder.LITTLE_ENDIAN), numbers);
    list.position(at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes);
    if (method != 0 || (flags & ENCRYPTED) != 0) {
      throw content.refusal(
          "entry '%s' is compressed or encrypted (must be stored as torch.save does; load it in Python and save it as safetensors)"
              .formatted(Shown.of(name)));
    }
    if (numbers[0] != numbers[1]) {
      throw damaged(
          "entry '%s' is stored, and has %d bytes, but %d when read"
              .formatted(Shown.of(name), numbers[1], numbers[0]));
    }
    Entry entry = entry(name, rawName, numbers[0], numbers[2]);
    if (entries.put(name, entry) != null) {
      throw damaged("entry '%s' is there twice".formatted(Shown.of(name)));
    }
  }

  private void fillFromZip64(String name, ByteBuffer extra, long[] numbers) {
    if (Arrays.stream(numbers).noneMatch(number -> number == IN_ZIP64)) {
      return;
    }
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Short.toUnsignedInt(extra.getShort());
      if (length > extra.remaining()) {
        break;
      }
      if (id == ZIP64_EXTRA) {
        ByteBuffer values = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < numbers.length; i++) {
          if (numbers[i] == IN_ZIP64 && values.remaining() >= Long.BYTES) {
            numbers[i] = values.getLong();
          }
        }
        return;
      }
      extra.position(extra.position() + length);
    }
    throw damaged("entry '%s' lacks its sizes".formatted(Shown.of(name)));
  }

  /** Compares the header before the entry with what the list says. */
  private Entry entry(String name, byte[] rawName, long bytes, long header) {
    if (header < 0 || header > end.listStart() - LOCAL_BYTES - rawName.length) {
      throw damaged("entry '%s' begins at byte %d".formatted(Shown.of(name), header));
    }
    ByteBuffer local = buffer(content.bytes(header, LOCAL_BYTES + rawName.length));
    int nameBytes = Short.toUnsignedInt(local.getShort(26));
    int extraBytes = Short.toUnsignedInt(local.getShort(28));
    byte[] localName = new byte[rawName.length];
    local.get(LOCAL_BYTES, localName);
    if (local.getInt(0) != LOCAL_SIGNATURE
        || local.getShort(8) != 0
        || nameBytes != rawName.length
        || !Arrays.equals(localName, rawName)) {
      throw damaged("entry '%s' is not where its list says".formatted(Shown.of(name)));
    }
    long said = unsigned(local, 22);
    boolean unsaid = (local.getShort(6) & SIZES_FOLLOW) != 0 || said == IN_ZIP64;
    if (!unsaid && (said != bytes || unsigned(local, 18) != bytes)) {
      throw damaged(
          "entry '%s' has %d bytes by its header and %d by the list"
              .formatted(Shown.of(name), said, bytes));
    }
    long start = header + LOCAL_BYTES + nameBytes + extraBytes;
    if (bytes < 0 || bytes > end.listStart() - start) {
      throw damaged(
          "entry '%s' of %d bytes does not fit into the file".formatted(Shown.of(name), bytes));
    }
    return new Entry(name, header, start, bytes);
  }

  private void refuseOverlaps() {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::header));
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      if (sorted.get(i).header() < before.start() + before.bytes()) {
        throw damaged(
            "entries '%s' and '%s' overlap"
                .formatted(Shown.of(before.name()), Shown.of(sorted.get(i).name())));
      }
    }
  }

  private String name(byte[] raw) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(
          "Cannot read %s: an entry's name is not UTF-8 (copy it again)".formatted(content.name()),
          e);
    }
    if (name.isEmpty()
        || name.startsWith("/")
        || name.contains("\\")
        || name.contains(":")
        || name.indexOf('\0') >= 0
        || Arrays.asList(name.split("/", -1)).contains("..")) {
      throw content.refusal(
          "it has an entry '%s' (must be a path within the archive; use no file from who made this one)"
              .formatted(Shown.of(name)));
    }
    return name;
  }

  private CheckpointException damaged(String what) {
    return content.refusal("%s (copy it again)".formatted(what));
  }

  private static long unsigned(ByteBuffer buffer, int at) {
    return Integer.toUnsignedLong(buffer.getInt(at));
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
