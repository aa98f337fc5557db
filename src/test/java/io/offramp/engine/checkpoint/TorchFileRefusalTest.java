// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives and legacy files that torch did not write. */
final class TorchFileRefusalTest {
  private static final int END_BYTES = 22;
  private static final int LIST_ENTRY_BYTES = 46;

  private static TensorFile open(byte[] bytes) {
    return new TorchFile(new MemoryContent("x.bin", bytes));
  }

  private static void assertRefused(String reason, byte[] bytes) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> open(bytes))
        .withMessageStartingWith("Cannot read x.bin: ")
        .withMessageContaining(reason);
  }

  /** A ZIP being made. */
  private static final class Zip {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream out = new ZipOutputStream(bytes);

    Zip stored(String name, byte... content) {
      ZipEntry entry = new ZipEntry(name);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setCrc(crc.getValue());
      return add(entry, content);
    }

    Zip deflated(String name, byte... content) {
      return add(new ZipEntry(name), content);
    }

    private Zip add(ZipEntry entry, byte[] content) {
      try {
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    byte[] bytes() {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }

    /** The bytes, after a change of the list of entries and of the record behind it. */
    byte[] with(Consumer<ByteBuffer> change) {
      byte[] all = bytes();
      ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
      int list = buffer.getInt(all.length - END_BYTES + 16);
      change.accept(buffer.slice(list, all.length - list).order(ByteOrder.LITTLE_ENDIAN));
      return all;
    }
  }

  /** The list has {@code t/data.pkl} first, then {@code t/data/0}. */
  private static Zip sound() {
    return new Zip().stored("t/data.pkl", Pickled.oneTensor()).stored("t/data/0", Pickled.oneTwo());
  }

  private static final int SECOND = LIST_ENTRY_BYTES + "t/data.pkl".length();

  @Test
  void open_soundZip_isRead() {
    assertThat(open(sound().bytes()).floats("w")).containsExactly(1, 2);
    assertThat(
            open(sound().stored("t/byteorder", "little".getBytes(StandardCharsets.UTF_8)).bytes())
                .tensors())
        .hasSize(1);
  }

  /** As torch writes an entry that is, or begins, beyond 4 GB. */
  @Test
  void open_entryWithLongSizes_isRead() {
    byte[] plain = sound().bytes();
    ByteBuffer old = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    int end = plain.length - END_BYTES;
    int second = old.getInt(end + 16) + SECOND;
    ByteBuffer made = ByteBuffer.allocate(plain.length + 28).order(ByteOrder.LITTLE_ENDIAN);
    made.put(plain, 0, end).putShort((short) 1).putShort((short) 24);
    made.putLong(8).putLong(8).putLong(old.getInt(second + 42)).put(plain, end, END_BYTES);
    made.putInt(second + 20, -1).putInt(second + 24, -1).putInt(second + 42, -1);
    made.putShort(second + 30, (short) 28).putInt(end + 28 + 12, old.getInt(end + 12) + 28);
    assertThat(open(made.array()).floats("w")).containsExactly(1, 2);
    made.putLong(end + 4 + 8, -8).putLong(end + 4, -8);
    assertRefused("entry 't/data/0' has", made.array());
    made.putLong(end + 4 + 16, -8);
    assertRefused("entry 't/data/0' begins at byte -8", made.array());
  }

  /** More entries than two bytes count stand in a record of their own. */
  @Test
  void open_manyEntries_areRead() {
    Zip zip = sound();
    for (int i = 0; i < 1 << 16; i++) {
      zip.stored("t/extra/" + i);
    }
    byte[] bytes = zip.bytes();
    assertThat(open(bytes).floats("w")).containsExactly(1, 2);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length - 42 + 8, -1);
    assertRefused("it ends at byte", bytes);
  }

  @Test
  void open_neitherZipNorPickle_isRefused() {
    String reason = "it begins neither as a ZIP nor as a pickle";
    assertRefused(reason, new byte[0]);
    assertRefused(reason, new byte[] {(byte) 0x80});
    assertRefused(reason, new byte[1_000]);
  }

  @Test
  void open_zipCutAnywhere_isRefused() {
    byte[] whole = sound().bytes();
    for (int length = 2; length < whole.length; length++) {
      assertRefused("it is a ZIP whose end is missing", Arrays.copyOf(whole, length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "t/../x", "/x", "t\\x", "C:x", "t/x\0", "t/.."})
  void open_entryOutsideOfTheArchive_isRefused(String name) {
    assertRefused("it has an entry '", sound().stored(name).bytes());
    assertRefused("(must be a path within the archive", sound().stored(name).bytes());
  }

  /** A megabyte of zeros in a kilobyte, and so on up to any size. */
  @Test
  void open_compressedEntry_isRefused() {
    byte[] bomb =
        new Zip()
            .stored("t/data.pkl", Pickled.oneTensor())
            .deflated("t/data/0", new byte[1 << 20])
            .bytes();
    assertThat(bomb).hasSizeLessThan(3_000);
    assertRefused("entry 't/data/0' is compressed or encrypted (must be stored", bomb);
    assertRefused(
        "entry 't/data.pkl' is compressed",
        new Zip().deflated("t/data.pkl", Pickled.oneTensor()).bytes());
  }

  @Test
  void open_entryTwice_isRefused() {
    byte[] twice = sound().stored("t/data/1", Pickled.oneTwo()).bytes();
    String all = new String(twice, StandardCharsets.ISO_8859_1).replace("t/data/1", "t/data/0");
    assertRefused("entry 't/data/0' is there twice", all.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        "it has two entries data.pkl, in 't' and in 'u'",
        sound().stored("u/data.pkl", Pickled.oneTensor()).bytes());
  }

  @Test
  void open_sizesThatLie_areRefused() {
    assertRefused(
        "entry 't/data/0' is stored, and has 8 bytes, but 9000 when read",
        sound().with(list -> list.putInt(SECOND + 24, 9_000)));
    assertRefused(
        "entry 't/data/0' has 8 bytes by its header and 9000 by the list",
        sound().with(list -> list.putInt(SECOND + 20, 9_000).putInt(SECOND + 24, 9_000)));
    assertRefused(
        "entry 't/data/0' lacks its sizes",
        sound().with(list -> list.putInt(SECOND + 20, -1).putInt(SECOND + 24, -1)));
    assertRefused(
        "entry 't/data/0' has 4 bytes (must be 8, for 2 elements of type F32",
        new Zip()
            .stored("t/data.pkl", Pickled.oneTensor())
            .stored("t/data/0", new byte[4])
            .bytes());
    assertRefused(
        "entry 't/data/0' has 12 bytes (must be 8",
        new Zip()
            .stored("t/data.pkl", Pickled.oneTensor())
            .stored("t/data/0", new byte[12])
            .bytes());
  }

  @Test
  void open_placesThatLie_areRefused() {
    assertRefused(
        "entry 't/data/0' is not where its list says",
        sound().with(list -> list.putInt(SECOND + 42, 0)));
    assertRefused(
        "entry 't/data/0' begins at byte 4000000000",
        sound().with(list -> list.putInt(SECOND + 42, (int) 4_000_000_000L)));
    // both entries of one name's length at one place: the second's header is the first's
    byte[] overlapping =
        new Zip()
            .stored("t/data.pkl", Pickled.oneTensor())
            .stored("t/data/0", new Zip().stored("t/data/1", new byte[8]).bytes())
            .stored("t/data/1", new byte[8])
            .bytes();
    ByteBuffer buffer = ByteBuffer.wrap(overlapping).order(ByteOrder.LITTLE_ENDIAN);
    int list = buffer.getInt(overlapping.length - END_BYTES + 16);
    int third = list + SECOND + LIST_ENTRY_BYTES + "t/data/0".length();
    int second = buffer.getInt(list + SECOND + 42);
    buffer.putInt(third + 42, second + 30 + "t/data/0".length());
    assertRefused("entries 't/data/0' and 't/data/1' overlap", overlapping);
  }

  @Test
  void open_listThatLies_isRefused() {
    assertRefused(
        "its list of entries has",
        sound().with(list -> list.putInt(list.capacity() - END_BYTES + 12, 1 << 30)));
    assertRefused(
        "too few for 9 entries",
        sound().with(list -> list.putShort(list.capacity() - END_BYTES + 10, (short) 9)));
    assertRefused(
        "its list of entries is longer than its 1 entries",
        sound().with(list -> list.putShort(list.capacity() - END_BYTES + 10, (short) 1)));
    assertRefused(
        "its list of entries breaks off after 1 of 2",
        sound().with(list -> list.put(SECOND, (byte) 0)));
    assertRefused(
        "its list of entries breaks off within an entry",
        sound().with(list -> list.putShort(SECOND + 28, (short) 900)));
    assertRefused(
        "without the records for it",
        sound().with(list -> list.putInt(list.capacity() - END_BYTES + 16, -1)));
  }

  @Test
  void open_zipOfSomethingElse_isRefused() {
    assertRefused("it is a ZIP without FOLDER/data.pkl", new Zip().stored("a.txt").bytes());
    assertRefused(
        "entry 't/data/0' is missing", new Zip().stored("t/data.pkl", Pickled.oneTensor()).bytes());
    assertRefused(
        "its byteorder is 'big' (must be little",
        sound().stored("t/byteorder", "big".getBytes(StandardCharsets.UTF_8)).bytes());
    assertRefused(
        "its pickle names os.system, which is not a tensor",
        new Zip()
            .stored("t/data.pkl", new Pickled().op(0x80, 2).global("os", "system").stop())
            .bytes());
  }

  private static Pickled legacyHead() {
    return new Pickled()
        .op(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.')
        .op(0x80, 2, 'M', 0xe9, 3, '.');
  }

  private static Pickled legacy() {
    return legacyHead()
        .op(0x80, 2, '}')
        .text("little_endian")
        .op(0x88, 's', '.')
        .raw(Pickled.oneTensor());
  }

  private static Pickled keys(Pickled pickle, String... keys) {
    pickle.op(0x80, 2, ']', '(');
    for (String key : keys) {
      pickle.text(key);
    }
    return pickle.op('e', '.');
  }

  private static byte[] soundLegacy() {
    return keys(legacy(), "0").le(2, 8).raw(Pickled.oneTwo()).bytes();
  }

  @Test
  void open_soundLegacyFile_isRead() {
    assertThat(open(soundLegacy()).floats("w")).containsExactly(1, 2);
  }

  @Test
  void open_legacyFileCutAnywhere_isRefused() {
    byte[] whole = soundLegacy();
    for (int length = 2; length < whole.length; length++) {
      assertRefused("the file ends too early", Arrays.copyOf(whole, length));
    }
  }

  @Test
  void open_legacyFileThatLies_isRefused() {
    assertRefused(
        "it does not begin with torch's magic number",
        new Pickled().op(0x80, 2, 'K', 1, '.').bytes());
    assertRefused(
        "it does not begin with protocol 1001",
        new Pickled()
            .raw(Arrays.copyOf(legacyHead().bytes(), 15))
            .op(0x80, 2, 'M', 0xea, 3, '.')
            .bytes());
    assertRefused(
        "it was written on a big-endian machine",
        legacyHead().op(0x80, 2, '}').text("little_endian").op(0x89, 's', '.').bytes());
    assertRefused("its storages' keys are no list", legacy().op('N', '.').bytes());
    assertRefused("it lists a storage that no tensor has", keys(legacy(), "1").bytes());
    assertRefused("it lacks storage '0'", keys(legacy()).bytes());
    assertRefused(
        "it holds storage '0' twice",
        keys(legacy(), "0", "0")
            .le(2, 8)
            .raw(Pickled.oneTwo())
            .le(2, 8)
            .raw(Pickled.oneTwo())
            .bytes());
    assertRefused(
        "storage '0' has 3 elements, and its tensors say 2",
        keys(legacy(), "0").le(3, 8).raw(new byte[12]).bytes());
    assertRefused(
        "storage '0' has -1 elements", keys(legacy(), "0").le(-1, 8).raw(new byte[12]).bytes());
  }
}
