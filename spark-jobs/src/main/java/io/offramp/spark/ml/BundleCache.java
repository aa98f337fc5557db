// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import io.offramp.calibration.json.FileFormatException;
import io.offramp.calibration.json.JsonFiles;
import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleException;
import io.offramp.engine.bundle.BundleFile;
import io.offramp.engine.bundle.BundleManifest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles that this JVM has fetched from elsewhere, each once, in a folder of its own that goes
 * with the JVM.
 *
 * <p>A bundle's folder is named by its SHA-256. It is filled beside that name, checked, and then
 * moved there in one step, so that what has the name is whole. One thread fetches while the others
 * wait. Other JVMs of the machine have their own copies: they need not see the same disks, nor end
 * at the same time.
 */
final class BundleCache {
  private static final Logger LOG = LoggerFactory.getLogger(BundleCache.class);

  /** After Spark's, which stop tasks; before file systems close. Great numbers run first. */
  private static final int AFTER_SPARK = 20;

  private final Supplier<Path> parent;
  private final ToLongFunction<Path> freeBytes;
  private @Nullable Path root;

  /**
   * An empty cache.
   *
   * @param parent folder to make the cache's folder in, once one is needed
   * @param freeBytes room that there is at a folder
   */
  BundleCache(Supplier<Path> parent, ToLongFunction<Path> freeBytes) {
    this.parent = parent;
    this.freeBytes = freeBytes;
  }

  /**
   * The bundle at a location, fetched if it is not here.
   *
   * @param expected identity that it must have; if that one is here, nothing is read elsewhere
   * @throws BundleException if it cannot be read there or written here, or a file was changed
   * @throws FileFormatException if its manifest is none
   * @throws IllegalStateException if it is another one than expected
   */
  synchronized Bundle open(String location, Optional<String> expected, Configuration hadoop) {
    Optional<Bundle> known = expected.flatMap(sha256 -> fetched(sha256, location));
    if (known.isPresent()) {
      return known.get();
    }
    String name = location + "/" + Bundle.MANIFEST;
    String json = manifest(location, name, hadoop);
    BundleManifest manifest = BundleManifest.fromJson(json, name);
    String sha256 = manifest.sha256();
    expected.ifPresent(other -> Bundles.requireSame(location, sha256, other));
    return fetched(sha256, location).orElseGet(() -> fetch(location, manifest, json, hadoop));
  }

  /** Deletes all that was fetched. */
  synchronized void clear() {
    if (root != null) {
      Folders.delete(root);
      root = null;
    }
  }

  private Optional<Bundle> fetched(String sha256, String location) {
    Path folder = root == null ? null : root.resolve(sha256);
    if (folder == null || !Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bundle.open(folder, location));
    } catch (BundleException | FileFormatException | UncheckedIOException e) {
      LOG.warn("Fetching bundle {} again: {}", location, e.getMessage());
      Folders.delete(folder); // something cleaned up here
      return Optional.empty();
    }
  }

  private static String manifest(String location, String name, Configuration hadoop) {
    try {
      return JsonFiles.text(RemoteFiles.read(name, hadoop), "bundle manifest", name);
    } catch (FileNotFoundException e) {
      throw refusal(
          location,
          "there is no %s (must be a folder written by 'offramp train'; correct the location)"
              .formatted(Bundle.MANIFEST),
          e);
    } catch (IOException e) {
      throw refusal(location, reason(e), e);
    }
  }

  private Bundle fetch(
      String location, BundleManifest manifest, String json, Configuration hadoop) {
    long start = System.nanoTime();
    Path partial = null;
    try {
      Path into = root();
      requireRoom(location, manifest, into);
      partial = Files.createTempDirectory(into, "partial");
      for (BundleFile file : manifest.files()) {
        copy(location, file, partial, hadoop);
      }
      Files.writeString(partial.resolve(Bundle.MANIFEST), json);
      Bundle sound = Bundle.open(partial, location);
      Path folder = into.resolve(sound.sha256());
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
      long millis = (System.nanoTime() - start) / 1_000_000;
      LOG.info("Fetched bundle {} to {} in {} ms", location, folder, millis);
      return sound.movedTo(folder);
    } catch (IOException e) {
      throw refusal(location, "%s (while it was fetched to this machine)".formatted(reason(e)), e);
    } finally {
      if (partial != null) {
        Folders.delete(partial); // not there any more if all went well
      }
    }
  }

  private static void copy(String location, BundleFile file, Path partial, Configuration hadoop)
      throws IOException {
    try {
      RemoteFiles.copy(
          location + "/" + file.name(), file.bytes(), partial.resolve(file.name()), hadoop);
    } catch (FileNotFoundException e) {
      throw refusal(
          location, "file %s is missing (copy the bundle again)".formatted(file.name()), e);
    }
  }

  private void requireRoom(String location, BundleManifest manifest, Path into) {
    long needed = manifest.files().stream().mapToLong(BundleFile::bytes).sum();
    long free = freeBytes.applyAsLong(into);
    if (needed > free) {
      String why =
          "it has %,d bytes, and %s has room for %,d (make room there, or name another disk with spark.local.dir)"
              .formatted(needed, into, free);
      throw new BundleException("Cannot open bundle %s: %s".formatted(location, why));
    }
  }

  /** Made when it is needed, and again if somebody deleted it. */
  private Path root() throws IOException {
    if (root == null || !Files.isDirectory(root)) {
      boolean first = root == null;
      root = Files.createTempDirectory(parent.get(), "offramp-bundles-");
      if (first) {
        ShutdownHookManager.get().addShutdownHook(this::clear, AFTER_SPARK);
      }
    }
    return root;
  }

  /** Not all failures have a message. */
  private static String reason(IOException failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  private static BundleException refusal(String location, String why, IOException cause) {
    return new BundleException("Cannot open bundle %s: %s".formatted(location, why), cause);
  }
}
