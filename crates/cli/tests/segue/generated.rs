//! Completions and manual pages.

use std::fs;

use crate::world::World;

#[test]
fn every_shell_gets_completions_that_know_the_verbs() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = world.prints(&["completions", shell]);
        for word in [
            "statusline",
            "sessions",
            "rollback",
            "plan-next",
            "quiet-hours",
            "familiarity",
            "accuracy",
        ] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn one_manual_page_per_command() {
    let world = World::empty();
    let folder = world.path("pages");
    drop(world.prints(&["man", &folder.to_string_lossy()]));
    let mut names = fs::read_dir(&folder)
        .expect("the folder was made")
        .map(|entry| {
            entry
                .expect("it can be listed")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect::<Vec<_>>();
    names.sort();
    assert_eq!(
        names,
        [
            "segue-compact.1",
            "segue-completions.1",
            "segue-config-get.1",
            "segue-config-list.1",
            "segue-config-set.1",
            "segue-config-unset.1",
            "segue-config.1",
            "segue-context.1",
            "segue-db-backup.1",
            "segue-db-migrate.1",
            "segue-db-rollback.1",
            "segue-db-status.1",
            "segue-db.1",
            "segue-doctor.1",
            "segue-estimate-accuracy.1",
            "segue-estimate-list.1",
            "segue-estimate-show.1",
            "segue-estimate.1",
            "segue-handoff.1",
            "segue-index.1",
            "segue-man.1",
            "segue-memory-add.1",
            "segue-memory-edit.1",
            "segue-memory-export.1",
            "segue-memory-forget.1",
            "segue-memory-import.1",
            "segue-memory-next.1",
            "segue-memory-pin.1",
            "segue-memory-projects.1",
            "segue-memory-restore.1",
            "segue-memory-search.1",
            "segue-memory-show.1",
            "segue-memory-unpin.1",
            "segue-memory.1",
            "segue-model-correct.1",
            "segue-model-explain.1",
            "segue-model-export.1",
            "segue-model-history.1",
            "segue-model-import.1",
            "segue-model-learn.1",
            "segue-model-reset.1",
            "segue-model-show.1",
            "segue-model.1",
            "segue-phase-done.1",
            "segue-phase-reopen.1",
            "segue-phase-start.1",
            "segue-phase.1",
            "segue-plan-archive.1",
            "segue-plan-check.1",
            "segue-plan-edit.1",
            "segue-plan-export.1",
            "segue-plan-import.1",
            "segue-plan-list.1",
            "segue-plan-next.1",
            "segue-plan-show.1",
            "segue-plan-start.1",
            "segue-plan-unlink.1",
            "segue-plan.1",
            "segue-quota.1",
            "segue-report.1",
            "segue-restart.1",
            "segue-schedule-add.1",
            "segue-schedule-answer.1",
            "segue-schedule-cancel.1",
            "segue-schedule-list.1",
            "segue-schedule-move.1",
            "segue-schedule-output.1",
            "segue-schedule-pause.1",
            "segue-schedule-repair.1",
            "segue-schedule-resume.1",
            "segue-schedule-run-now.1",
            "segue-schedule-show.1",
            "segue-schedule-skip.1",
            "segue-schedule-stop.1",
            "segue-schedule.1",
            "segue-sessions.1",
            "segue-setup.1",
            "segue-status.1",
            "segue-statusline.1",
            "segue-tee.1",
            "segue-usage.1",
            "segue.1",
        ]
    );
    let usage = fs::read_to_string(folder.join("segue-usage.1")).expect("it was just listed");
    assert!(usage.contains(".TH segue-usage 1"), "{usage}");
    assert!(usage.contains("First day, inclusive"), "{usage}");
}

#[test]
fn without_a_folder_the_main_page_is_printed() {
    let page = World::empty().prints(&["man"]);
    assert!(page.contains(".TH segue 1"), "{page}");
    assert!(page.contains("Exit codes"), "{page}");
}
