// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleManifest;
import io.offramp.engine.encoder.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What exits are fitted to, and which labels the bundle will have.
 *
 * @param targets what they learn to say
 * @param labels of the new bundle, by class
 * @param keepsLast whether the last exit keeps its head
 * @param task what they say of a row
 */
record AttachPlan(ExitTargets targets, List<String> labels, boolean keepsLast, Task task) {
  private static final int SHOWN = 5;

  /** What was asked for, else what the bundle does. */
  static Task task(Bundle bundle, AttachExitsRequest request) {
    return request.task().orElse(bundle.manifest().task());
  }

  /**
   * Decides by what was asked for, what the bundle knows and what the data have.
   *
   * @param labels finds the data's, sorted; none if they have no such column, or nothing in it. Not
   *     asked where nothing is learnt from them
   * @throws IllegalArgumentException if these do not go together
   */
  static AttachPlan of(Bundle bundle, AttachExitsRequest request, Supplier<List<String>> labels) {
    if (request.targets().equals(Optional.of(ExitTargets.LAST_EXIT))) {
      return toLastExit(bundle, request);
    }
    List<String> found = labels.get();
    return found.isEmpty() && request.targets().isEmpty()
        ? toLastExit(bundle, request)
        : toLabels(bundle, request, found);
  }

  private static AttachPlan toLastExit(Bundle bundle, AttachExitsRequest request) {
    if (!lastIsFitted(bundle.manifest())) {
      throw new IllegalArgumentException(
          "Cannot fit exits to the answers of the last exit of bundle %s: it was never fitted (give rows with labels, and --targets labels)"
              .formatted(bundle.location()));
    }
    if (request.refitLast()) {
      throw new IllegalArgumentException(
          "Cannot fit the last exit to its own answers: %s has no labels (leave out --refit-last, or name the column with --label-col)"
              .formatted(request.data()));
    }
    Task task = task(bundle, request);
    if (task != bundle.manifest().task()) {
      throw new IllegalArgumentException(
          "Cannot fit exits of task %s to the answers of the last exit of bundle %s, whose task is %s (leave out --task, or give rows with labels)"
              .formatted(task.id(), bundle.location(), bundle.manifest().task().id()));
    }
    return new AttachPlan(ExitTargets.LAST_EXIT, bundle.manifest().labels(), true, task);
  }

  private static AttachPlan toLabels(
      Bundle bundle, AttachExitsRequest request, List<String> found) {
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot fit exits to labels: %s has none in a column '%s' (name the right one with --label-col, or use --targets last-exit)"
              .formatted(request.data(), request.columns().label()));
    }
    Task task = task(bundle, request);
    if (found.size() == 1 && task == Task.SINGLE_LABEL) {
      throw oneClass(request.data(), "has the label '%s'".formatted(found.get(0)));
    }
    List<String> known = bundle.manifest().labels();
    if (task == Task.REGRESSION) {
      return toNumbers(bundle, request);
    }
    List<String> unknown = found.stream().filter(label -> !known.contains(label)).toList();
    boolean fitted = lastIsFitted(bundle.manifest());
    requireTask(bundle, request);
    if (unknown.isEmpty()) {
      return new AttachPlan(ExitTargets.LABELS, known, fitted && !request.refitLast(), task);
    }
    if (fitted && unknown.size() < found.size() && !request.refitLast()) {
      throw new IllegalArgumentException(
          "Cannot fit exits of bundle %s to %d of the data's labels, such as %s: it knows %s (correct the rows, or fit all heads to the data's labels with --refit-last)"
              .formatted(bundle.location(), unknown.size(), some(unknown), some(known)));
    }
    return new AttachPlan(ExitTargets.LABELS, found, false, task);
  }

  /** Numbers have one name, the bundle's or the column's. */
  private static AttachPlan toNumbers(Bundle bundle, AttachExitsRequest request) {
    requireTask(bundle, request);
    BundleManifest manifest = bundle.manifest();
    List<String> name =
        manifest.task() == Task.REGRESSION ? manifest.labels() : List.of(request.columns().label());
    boolean keeps = lastIsFitted(manifest) && !request.refitLast();
    return new AttachPlan(ExitTargets.LABELS, name, keeps, Task.REGRESSION);
  }

  private static void requireTask(Bundle bundle, AttachExitsRequest request) {
    Task task = task(bundle, request);
    if (lastIsFitted(bundle.manifest())
        && task != bundle.manifest().task()
        && !request.refitLast()) {
      throw new IllegalArgumentException(
          "Cannot fit exits of task %s beside the last exit of bundle %s, whose task is %s (leave out --task, or fit all heads with --refit-last)"
              .formatted(task.id(), bundle.location(), bundle.manifest().task().id()));
    }
  }

  /** A refusal of rows that teach nothing. */
  static IllegalArgumentException oneClass(String data, String why) {
    return new IllegalArgumentException(
        "Cannot fit exits to one class: every row of %s that can be used %s (must be at least two)"
            .formatted(data, why));
  }

  /** Whether a bundle's last exit says anything. */
  static boolean lastIsFitted(BundleManifest manifest) {
    return manifest.exits().get(manifest.exits().size() - 1).trained();
  }

  private static String some(List<String> labels) {
    return labels.size() <= SHOWN
        ? labels.toString()
        : labels.subList(0, SHOWN) + " and %d more".formatted(labels.size() - SHOWN);
  }
}
