// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.module.ModuleImporter;
import io.offramp.spark.job.InspectJson;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code offramp inspect}. */
@Command(
    name = "inspect",
    description =
        "Checks a bundle's files by their hashes and says what is inside: sizes, exits, labels, tokenizer, and where it comes from.")
final class InspectCommand extends LocalCommand {
  @Parameters(index = "0", paramLabel = "BUNDLE", description = "Folder of the bundle.")
  String bundle = "";

  @Option(names = "--json", fallbackValue = ON, description = "Prints it as JSON.")
  boolean json;

  @Option(
      names = "--check",
      fallbackValue = ON,
      description =
          "Also runs a bundle's own TorchScript module on random rows, as 'import' did, on this machine.")
  boolean check;

  @Override
  void check() {
    requireHere("BUNDLE", bundle);
  }

  @Override
  int work(Terminal terminal) {
    Bundle opened = Bundle.open(Path.of(bundle));
    if (check) {
      ModuleImporter.check(opened).forEach(terminal::log);
    }
    if (json) {
      terminal.print(InspectJson.of(opened).stripTrailing());
    } else {
      BundleText.show(opened, terminal);
    }
    return ExitCode.DONE;
  }
}
