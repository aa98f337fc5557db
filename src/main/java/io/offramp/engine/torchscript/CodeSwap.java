// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torchscript;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies an archive with other code over the same tensors. */
public final class CodeSwap {
  private static final String CODE = "/code/__torch__.py";

  private CodeSwap() {}

  /**
   * Writes a copy of an archive whose class has other methods. Tensors are copied as they are, and
   * none of them is trainable in the copy.
   *
   * @param className the archive's class
   * @param tensors names of the attributes that the methods use
   * @param methods TorchScript source, indented by two spaces
   * @throws IOException if the archive cannot be read or holds no such code
   */
  public static void copy(
      Path archive, String className, List<String> tensors, String methods, Path copy)
      throws IOException {
    String source = source(className, tensors, methods);
    boolean found = false;
    try (ZipFile zip = new ZipFile(archive.toFile());
        ZipOutputStream out =
            new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(copy)))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().endsWith(CODE)) {
          found = true;
          byte[] code = source.getBytes(StandardCharsets.UTF_8);
          TorchScriptArchive.storeAs(out, entry.getName(), code);
        } else if (entry.getMethod() == ZipEntry.STORED) {
          store(zip, entry, out);
        } else {
          throw new IOException("Cannot read TorchScript " + archive + ": it is compressed");
        }
      }
    }
    if (!found) {
      throw new IOException(
          "Cannot read TorchScript " + archive + ": it has no " + CODE.substring(1));
    }
  }

  /** Large tensors are streamed; sizes and checksums are known from the archive's directory. */
  private static void store(ZipFile zip, ZipEntry entry, ZipOutputStream out) throws IOException {
    ZipEntry same = new ZipEntry(entry.getName());
    same.setMethod(ZipEntry.STORED);
    same.setSize(entry.getSize());
    same.setCompressedSize(entry.getSize());
    same.setCrc(entry.getCrc());
    out.putNextEntry(same);
    try (InputStream in = zip.getInputStream(entry)) {
      in.transferTo(out);
    }
    out.closeEntry();
  }

  private static String source(String className, List<String> tensors, String methods) {
    StringBuilder source = new StringBuilder("class ").append(className).append("(Module):\n");
    source.append("  __parameters__ = []\n  __buffers__ = [");
    tensors.forEach(name -> source.append('"').append(name).append("\", "));
    source.append("]\n");
    tensors.forEach(name -> source.append("  ").append(name).append(" : Tensor\n"));
    source.append("  training : bool\n  _is_full_backward_hook : Optional[bool]\n");
    return source.append(methods).toString();
  }
}
