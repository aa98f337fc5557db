// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.Device;
import io.offramp.engine.torchscript.TorchScriptArchive;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Modules that are made to be run at once: libtorch reads files only, so each is written to a
 * temporary one, which is deleted as soon as it is loaded, or could not be.
 */
public final class TemporaryModule {
  private TemporaryModule() {}

  /** Writes an archive. */
  @FunctionalInterface
  public interface Writer {
    /** Writes to a file that does not exist yet. */
    void write(Path archive) throws IOException;
  }

  /** Loads an archive. */
  @FunctionalInterface
  public interface Loader {
    /** Loads a file, which is deleted afterwards. */
    TorchModule load(Path archive) throws IOException;
  }

  /**
   * For inference.
   *
   * @throws IOException if it cannot be written or read
   */
  public static TorchModule of(TorchScriptModule module, Device device) throws IOException {
    return of(
        archive -> TorchScriptArchive.write(module, archive),
        archive -> TorchModule.load(archive, device));
  }

  /**
   * With trainable parameters, on the CPU.
   *
   * @throws IOException if it cannot be written or read
   */
  public static TorchModule forTraining(TorchScriptModule module) throws IOException {
    return of(archive -> TorchScriptArchive.write(module, archive), TorchModule::loadForTraining);
  }

  /**
   * Written and loaded in other ways.
   *
   * @throws IOException if that is what one of them throws, or there is no place for a file
   */
  public static TorchModule of(Writer writer, Loader loader) throws IOException {
    Path folder = Files.createTempDirectory("offramp-module");
    Path archive = folder.resolve("module.pt");
    try {
      writer.write(archive);
      return loader.load(archive);
    } finally {
      Files.deleteIfExists(archive);
      Files.deleteIfExists(folder);
    }
  }
}
