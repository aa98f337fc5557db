// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a {@link TorchScriptModule} as the archive that {@code torch.jit.load} reads.
 *
 * <p>The bytes depend on the module only: entries carry a fixed time, so equal modules give equal
 * files.
 */
public final class TorchScriptArchive {
  /**
   * Operator-set version written into the archive. libtorch binds calls to the operator schemas of
   * that age; an old number would hide newer arguments.
   */
  private static final String OPERATOR_VERSION = "10\n";

  private static final String TOP = "archive/";

  /** Numbers that are written at a time. */
  private static final int PIECE = 1 << 14;

  private static final byte[] EMPTY_TUPLE = new PickleWriter().emptyTuple().finish();
  // ZIP keeps local wall-clock time; a LocalDateTime makes the bytes independent of the time zone.
  // The first second of 1980 would not do: Java takes it for an earlier time and adds an instant.
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private TorchScriptArchive() {}

  /**
   * Writes {@code module} to {@code file}, replacing what was there.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(TorchScriptModule module, Path file) throws IOException {
    List<Tensor> tensors = new ArrayList<>(module.parameters());
    tensors.addAll(module.buffers());
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      store(zip, "data.pkl", attributes(module.className(), tensors));
      store(zip, "code/__torch__.py", module.source().getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", EMPTY_TUPLE);
      store(zip, "version", OPERATOR_VERSION.getBytes(StandardCharsets.US_ASCII));
      for (int key = 0; key < tensors.size(); key++) {
        storeNumbers(zip, "data/" + key, tensors.get(key).values());
      }
    }
  }

  private static byte[] attributes(String className, List<Tensor> tensors) {
    PickleWriter pickle = new PickleWriter();
    pickle.global("__torch__", className).emptyTuple().newObject().emptyDict().mark();
    pickle.string("training").bool(false);
    pickle.string("_is_full_backward_hook").none();
    for (int key = 0; key < tensors.size(); key++) {
      Tensor tensor = tensors.get(key);
      pickle.string(tensor.name());
      pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
      pickle.mark().string("storage").global("torch", "FloatStorage").string(Integer.toString(key));
      pickle.string("cpu").integer(tensor.values().length).tuple().persistentId();
      pickle.integer(0).integers(tensor.shape()).integers(tensor.strides()).bool(false);
      pickle.global("collections", "OrderedDict").emptyTuple().reduce();
      pickle.tuple().reduce();
    }
    return pickle.setItems().build().finish();
  }

  /** In pieces, since an entry's checksum comes before it and its bytes may be many. */
  private static void storeNumbers(ZipOutputStream zip, String name, float[] values)
      throws IOException {
    CRC32 crc = new CRC32();
    forEachPiece(values, (bytes, count) -> crc.update(bytes, 0, count));
    putStored(zip, TOP + name, (long) values.length * Float.BYTES, crc);
    forEachPiece(values, (bytes, count) -> zip.write(bytes, 0, count));
    zip.closeEntry();
  }

  private interface Piece {
    void write(byte[] bytes, int count) throws IOException;
  }

  private static void forEachPiece(float[] values, Piece piece) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += PIECE) {
      int count = Math.min(PIECE, values.length - from);
      bytes.asFloatBuffer().put(values, from, count);
      piece.write(bytes.array(), count * Float.BYTES);
    }
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    storeAs(zip, TOP + name, content);
  }

  /** Stores an entry uncompressed, as libtorch wants it. */
  static void storeAs(ZipOutputStream zip, String path, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    putStored(zip, path, content.length, crc);
    zip.write(content);
    zip.closeEntry();
  }

  private static void putStored(ZipOutputStream zip, String path, long bytes, CRC32 crc)
      throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes);
    entry.setCompressedSize(bytes);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
  }
}
