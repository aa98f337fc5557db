// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;

/** Finds calls that were answered further down, and brings their answers up. */
final class AnsweredCalls {
  private AnsweredCalls() {}

  /** The node that answers a call for the rows of a plan, if there is one. */
  static Optional<EarlyExitEval> find(LogicalPlan plan, EarlyExitCall call) {
    if (plan instanceof EarlyExitEval eval && Calls.isSame(eval.call(), call)) {
      return Optional.of(eval);
    }
    return keepsRows(plan) ? find(child(plan), call) : Optional.empty();
  }

  /** The plan with that node's answer among its columns. */
  static LogicalPlan exposing(LogicalPlan plan, EarlyExitEval eval) {
    if (plan.outputSet().contains(eval.result())) {
      return plan;
    }
    LogicalPlan child = exposing(child(plan), eval);
    if (plan instanceof Project project) {
      return new Project(
          ScalaLists.<NamedExpression>append(project.projectList(), eval.result()), child);
    }
    return plan.withNewChildren(ScalaLists.of(List.of(child)));
  }

  /** Whether each row of the plan is one of its child's, with the child's columns at hand. */
  private static boolean keepsRows(LogicalPlan plan) {
    return plan instanceof EarlyExitEval
        || plan instanceof Filter
        || plan instanceof Project
        || plan instanceof Sort
        || plan instanceof SubqueryAlias;
  }

  private static LogicalPlan child(LogicalPlan plan) {
    return ScalaLists.<LogicalPlan>toJava(plan.children()).get(0);
  }
}
