// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks whether what a page passes to {@code ./mvnw} is there: modules, profiles, tests,
 * properties.
 */
final class MavenCall {
  private static final Pattern TEST_PROPERTY = Pattern.compile("(it\\.)?test");

  private final Path root;
  private final List<Path> files = new ArrayList<>();

  /**
   * @param root of the project
   */
  MavenCall(Path root) {
    this.root = root;
    for (String module : List.of("calibration", "src", "spark-jobs")) {
      files.add(root.resolve(module).resolve("pom.xml"));
      Path tests = root.resolve(module.equals("src") ? "src/test" : module + "/src/test");
      try (Stream<Path> found = Files.walk(tests)) {
        found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    files.add(root.resolve("pom.xml"));
  }

  /**
   * Looks at the arguments.
   *
   * @throws IllegalArgumentException naming the first that names nothing
   */
  void check(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-pl")) {
        for (String module : arguments.get(++i).split(",", -1)) {
          require(Files.exists(root.resolve(module).resolve("pom.xml")), "module", module);
        }
      } else if (argument.startsWith("-P")) {
        String profile = argument.substring(2);
        require(
            Tables.read(root.resolve("pom.xml")).contains("<id>" + profile + "</id>"),
            "profile",
            profile);
      } else if (argument.startsWith("-D")) {
        property(argument.substring(2));
      }
    }
  }

  private void property(String setting) {
    int sign = setting.indexOf('=');
    String name = sign < 0 ? setting : setting.substring(0, sign);
    if (TEST_PROPERTY.matcher(name).matches()) {
      for (String test : setting.substring(sign + 1).split(",", -1)) {
        test(test);
      }
    } else if (name.startsWith("offramp.") || name.startsWith("spark35.")) {
      require(files.stream().anyMatch(file -> Tables.read(file).contains(name)), "property", name);
    }
  }

  /** A test class, or one of its methods; {@code None} stands for no test. */
  private void test(String test) {
    String[] parts = test.split("#", 2);
    if (test.equals("None")) {
      return;
    }
    Path file =
        files.stream()
            .filter(path -> path.endsWith(parts[0] + ".java"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no test " + parts[0]));
    require(parts.length == 1 || Tables.read(file).contains("void " + parts[1]), "test", test);
  }

  private static void require(boolean holds, String kind, String name) {
    if (!holds) {
      throw new IllegalArgumentException("there is no %s %s".formatted(kind, name));
    }
  }
}
