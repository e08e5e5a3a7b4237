"""Which test holds which part of the oracle file, by the part's path. A part below a claimed one is claimed with it."""

CASES = "tests/assess/test_scoring_cases.py"
CURVES = "tests/assess/test_scoring_curves.py"
WEIGHTS = "tests/assess/test_scoring_weights.py"
ORACLES = "tests/assess/test_oracles.py"
CLAIMS: dict[str, tuple[str, str]] = {
    "version": (ORACLES, "test_the_oracles_are_those_of_the_method"),
    "anchors": (CURVES, "test_anchors_themselves_score_0_60_80_100"),
    "weights/pillars": (ORACLES, "test_the_shipped_weights_are_those_of_the_method"),
    "weights/performance_groups": (ORACLES, "test_the_shipped_weights_are_those_of_the_method"),
    "weights/capability_domains": (ORACLES, "test_the_shipped_weights_are_those_of_the_method"),
    "weights/performance_indicators": (CASES, "test_the_weights_are_those_of_the_method"),
    "piecewise_points": (CURVES, "test_a_measure_scores_what_was_worked_out"),
    "numeric_credit": (CURVES, "test_partial_credit_is_what_was_worked_out"),
    "example_1_techco/inputs_before": (ORACLES, "test_the_inputs_of_example_1_are_those_scored"),
    "example_1_techco/before": (CASES, "test_the_reports_third_case_before_and_after"),
    "example_1_techco/before_same_two": (CASES, "test_the_reports_third_case_before_and_after"),
    "example_1_techco/after_relative_60pct": (
        CASES,
        "test_the_reports_third_case_before_and_after",
    ),
    "example_1_techco/after_points_70pct": (CASES, "test_the_reports_third_case_before_and_after"),
    "example_2_cases": (CASES, "test_published_clusters_score_what_was_worked_out"),
    "example_2_seed_only": (CASES, "test_the_report_alone_gives_little_coverage"),
    "example_2_inputs": (ORACLES, "test_the_inputs_of_example_2_are_those_scored"),
    "example_2_rank/assumption": (
        "tests/assess/test_scoring_comparison.py",
        "test_the_chance_of_being_first_is_that_of_the_method",
    ),
    "example_2_rank/p_first": (
        "tests/assess/test_scoring_comparison.py",
        "test_the_chance_of_being_first_is_that_of_the_method",
    ),
    "example_2_rank/p_pair": (
        "tests/assess/test_scoring_comparison.py",
        "test_the_chance_of_each_pair_is_that_of_the_method",
    ),
    "example_3_synthetic/inputs": (ORACLES, "test_the_inputs_of_example_3_are_those_scored"),
    "example_3_synthetic/evidence": (ORACLES, "test_the_evidence_of_example_3_is_that_scored"),
    "example_3_synthetic/criteria_credit": (
        CASES,
        "test_the_synthetic_centre_earns_the_credit_that_was_worked_out",
    ),
    "example_3_synthetic/capability_scores": (
        CASES,
        "test_the_synthetic_centre_scores_what_was_worked_out_by_indicator",
    ),
    "example_3_synthetic/performance_scores": (
        CASES,
        "test_the_synthetic_centre_scores_what_was_worked_out_by_indicator",
    ),
    "example_3_synthetic/capability/domains": (
        CASES,
        "test_the_synthetic_centre_scores_what_was_worked_out_by_group",
    ),
    "example_3_synthetic/capability/total": (CASES, "test_the_synthetic_centre_as_a_final"),
    "example_3_synthetic/draft/performance_groups": (
        CASES,
        "test_the_synthetic_centre_scores_what_was_worked_out_by_group",
    ),
    "example_3_synthetic/draft": (CASES, "test_the_synthetic_centre_as_a_draft"),
    "example_3_synthetic/final/performance_groups": (
        CASES,
        "test_the_synthetic_centre_scores_what_was_worked_out_by_group",
    ),
    "example_3_synthetic/final/coverage_performance": (
        ORACLES,
        "test_a_final_covers_as_much_as_its_draft",
    ),
    "example_3_synthetic/final": (CASES, "test_the_synthetic_centre_as_a_final"),
    "example_3_synthetic/bounds_overall": (
        CASES,
        "test_the_synthetic_centre_has_bounds_assurance_and_a_geometric_figure",
    ),
    "example_3_synthetic/geometric": (
        CASES,
        "test_the_synthetic_centre_has_bounds_assurance_and_a_geometric_figure",
    ),
    "example_3_synthetic/assurance": (
        CASES,
        "test_the_synthetic_centre_has_bounds_assurance_and_a_geometric_figure",
    ),
    "example_3_synthetic/training_only_profile": (
        CASES,
        "test_training_alone_leaves_compression_and_inference_out",
    ),
    "ahp": (WEIGHTS, "test_comparisons_give_the_weights_and_the_consistency_of_the_oracle"),
    "ahp/matrix": (ORACLES, "test_the_matrix_of_the_oracle_is_the_one_compared"),
    "ahp/RI": (ORACLES, "test_the_matrix_of_the_oracle_is_the_one_compared"),
    "objective_weights/X": (WEIGHTS, "test_entropy_and_critic_give_the_weights_of_the_oracle"),
    "objective_weights/entropy": (
        WEIGHTS,
        "test_entropy_and_critic_give_the_weights_of_the_oracle",
    ),
    "objective_weights/critic": (WEIGHTS, "test_entropy_and_critic_give_the_weights_of_the_oracle"),
    "objective_weights/topsis_minmax": (ORACLES, "test_topsis_ranks_flip_with_the_normalisation"),
    "objective_weights/topsis_vector": (ORACLES, "test_topsis_ranks_flip_with_the_normalisation"),
    "mtbf_interval_90": (
        "tests/assess/test_scoring_intervals.py",
        "test_the_interval_of_a_time_between_failures",
    ),
    "gates": ("tests/assess/test_scoring_levels.py", "test_the_level_is_what_was_worked_out"),
}
"""``note`` is the only part without a figure."""
