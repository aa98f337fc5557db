// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.offramp.calibration.json.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Python environment in the build's folder with what the project's requirement files name, and
 * the project's own package. It is made once; what it was made by is part of its name.
 *
 * <p>Where no Python is, or nothing to fetch packages from, tests that ask for one are skipped, and
 * say so. Whatever else goes wrong fails them.
 */
final class PythonVenv {
  private static final int INSTALL_SECONDS = 900;

  /** What pip says when a registry is not there, or goes away. */
  private static final Pattern AWAY =
      Pattern.compile("(?i)connection broken|timed out|ConnectionResetError");

  private static final Pattern SUPPORTED =
      Pattern.compile("Python 3\\.1[123]\\..*", Pattern.DOTALL);
  private static final List<String> REQUIREMENTS =
      List.of("spark-jobs/src/test/python/requirements.txt", "notebooks/requirements.txt");

  private final Processes processes;
  private final Path folder;

  private PythonVenv(Processes processes, Path folder) {
    this.processes = processes;
    this.folder = folder;
  }

  /** The environment; made, if it is not there. */
  static PythonVenv of(Processes processes) throws IOException, InterruptedException {
    String spark = System.getProperty("offramp.spark.version", "");
    assumeTrue(
        Files.readString(root().resolve(REQUIREMENTS.get(0))).contains("pyspark==" + spark + "\n"),
        () -> "requirements.txt has PySpark for another Spark than " + spark);
    String python = pythonVersion(processes);
    StringBuilder made = new StringBuilder(python);
    for (String file : REQUIREMENTS) {
      made.append(Files.readString(root().resolve(file)));
    }
    String name = Sha256.of(made.toString()).substring(0, 12);
    PythonVenv venv = new PythonVenv(processes, home().resolve("venv-" + name));
    Files.createDirectories(home().getParent());
    try (FileChannel file = FileChannel.open(lockFile(), CREATE, WRITE);
        FileLock lock = file.lock()) { // tests in another JVM want it too
      assertThat(lock.isValid()).isTrue();
      venv.complete();
    }
    return venv;
  }

  /** Makes what is missing; what is there may be in use. */
  private void complete() throws IOException, InterruptedException {
    Path complete = folder.resolve("complete");
    if (!Files.exists(complete)) {
      make();
      Files.writeString(complete, "");
    }
    Path installed = folder.resolve("package");
    String present = packageSha256();
    if (!Files.exists(installed) || !Files.readString(installed).equals(present)) {
      installPackage();
      Files.writeString(installed, present);
    }
  }

  private static Path lockFile() {
    return home().resolveSibling(home().getFileName() + ".lock");
  }

  private static String packageSha256() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(root().resolve("spark-jobs/src/main/python"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(file).append(' ').append(Sha256.of(file)).append('\n');
      }
    }
    return Sha256.of(all.toString());
  }

  /** The project's folder. */
  static Path root() {
    return Path.of(System.getProperty("offramp.root", "..")).toAbsolutePath().normalize();
  }

  /** Where things are put that tests of Python leave. */
  static Path home() {
    return Path.of(System.getProperty("offramp.python.folder", "target/python")).toAbsolutePath();
  }

  /** A program of the environment. */
  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  /** What programs of the environment need around them. */
  Map<String, String> environment() {
    String java = System.getProperty("java.home");
    return Map.of(
        "JAVA_HOME",
        java,
        "PATH",
        String.join(
            File.pathSeparator, folder + "/bin", java + "/bin", System.getenv().get("PATH")),
        "PYSPARK_PYTHON",
        program("python"),
        "PYTHONDONTWRITEBYTECODE",
        "1",
        "PYTHONNOUSERSITE",
        "1",
        "OFFRAMP_JAR",
        Processes.applicationJar().toString());
  }

  private static String pythonVersion(Processes processes) throws InterruptedException {
    String version;
    try {
      version = processes.run(List.of("python3", "--version"), Map.of()).output().strip();
    } catch (IOException e) {
      return abort("there is no python3: " + e.getMessage());
    }
    assumeTrue(
        SUPPORTED.matcher(version).matches(),
        () -> "the pinned packages are for Python 3.11 to 3.13, and python3 is " + version);
    return version;
  }

  private void make() throws IOException, InterruptedException {
    delete(home());
    Files.createDirectories(home());
    Processes.Ended made =
        processes.run(
            List.of("python3", "-m", "venv", folder.toString()), Map.of(), INSTALL_SECONDS);
    assumeTrue(made.code() == 0, () -> "python3 cannot make a venv: " + made.output());
    List<String> install = new ArrayList<>(List.of(program("pip"), "install", "--quiet"));
    install.addAll(List.of("--retries", "5", "--disable-pip-version-check"));
    for (String file : REQUIREMENTS) {
      install.addAll(List.of("-r", root().resolve(file).toString()));
    }
    Processes.Ended ended = fetch(install);
    assumeTrue(
        ended.code() == 0 || !AWAY.matcher(ended.output()).find(),
        () -> "the package registry does not answer: " + ended.output());
    assertThat(ended.code()).as(ended.output()).isZero();
    Processes.Ended checked = processes.run(List.of(program("pip"), "check"), environment());
    assertThat(checked.code()).as(checked.output()).isZero();
  }

  /** Hundreds of megabytes: a line too slow for them is no fault of the project's. */
  private Processes.Ended fetch(List<String> install) throws IOException, InterruptedException {
    try {
      return processes.run(install, environment(), INSTALL_SECONDS);
    } catch (Processes.TimeLimitException e) {
      return abort("the package registry is too slow: " + e.getMessage());
    }
  }

  /** Installs the project's package from a copy: building it leaves files where its sources are. */
  private void installPackage() throws IOException, InterruptedException {
    Path copy = home().resolve("package");
    delete(copy);
    copyTree(root().resolve("spark-jobs/src/main/python"), copy);
    List<String> install = new ArrayList<>(List.of(program("pip"), "install", "--quiet"));
    install.addAll(List.of("--no-index", "--no-deps", "--no-build-isolation"));
    install.addAll(List.of("--force-reinstall", "--disable-pip-version-check", copy.toString()));
    Processes.Ended ended = processes.run(install, environment(), INSTALL_SECONDS);
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  /** Copies a folder and what is in it. */
  static void copyTree(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException("Cannot delete " + file, e);
                }
              });
    }
  }
}
