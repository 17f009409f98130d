//! The script that `at` and cron run: sets what the job needs, then becomes the program. Pure.

use std::path::Path;

use super::{Job, TimerError};

/// Precedes the database's path in what a job consists of.
const DATABASE: &str = "# database: ";

/// A POSIX shell script. What the program prints goes to `log`, anew each time: cron and `at` would mail it.
pub(super) fn script(job: &Job, log: &Path) -> Result<String, TimerError> {
    let log = log
        .to_str()
        .ok_or_else(|| TimerError::Untakeable(format!("the path {} is not valid Unicode", log.display())))?;
    let mut text = format!(
        "#!/bin/sh\n# {}: {}. Segue wrote this and removes it.\n{DATABASE}{}\nunset TZ LC_ALL\n",
        job.name,
        job.title,
        job.database()
    );
    for (name, value) in &job.environment {
        text.push_str(&format!("{name}={}; export {name}\n", quoted(value)));
    }
    let words: Vec<String> = job.words()?.into_iter().map(quoted).collect();
    text.push_str(&format!("exec {} >{} 2>&1\n", words.join(" "), quoted(log)));
    Ok(text)
}

/// The job's name and database, out of a script.
pub(super) fn read(script: &str) -> Option<(String, Option<&str>)> {
    let name = script.lines().find_map(|line| {
        let name = line.strip_prefix("# ")?.split(':').next()?;
        super::job::check_name(name).ok().map(|()| name.to_owned())
    })?;
    let database = script.lines().find_map(|line| line.strip_prefix(DATABASE));
    Some((name, database))
}

/// A word that a POSIX shell takes as it is.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::super::job::{AWKWARD_DATABASE, awkward};
    use super::*;

    #[test]
    fn it_names_its_job_and_its_database() {
        let script = script(&awkward(), Path::new("/tmp/log")).expect("script");
        assert_eq!(
            read(&script),
            Some(("segue-wake-1a2b3c4d-3".to_owned(), Some(AWKWARD_DATABASE)))
        );
        assert_eq!(read("#!/bin/sh\n# backup: at night\ntar c /\n"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_hands_every_letter_on() {
        use std::os::unix::fs::PermissionsExt;
        use std::time::Duration;

        let temp = tempfile::tempdir().expect("temp");
        let folder = temp.path().join(r#"my "apps" & <co> $x %h it's \e"#);
        std::fs::create_dir_all(&folder).expect("folder");
        let mut job = awkward();
        job.program = folder.join("segue");
        job.environment.push(("LAST".to_owned(), "wörd\\".to_owned()));
        std::fs::write(
            &job.program,
            "#!/bin/sh\nprintf '%s|%s|%s|%s' \"$PATH\" \"$LAST\" \"$TZ\" \"$*\"\n",
        )
        .expect("program");
        std::fs::set_permissions(&job.program, std::fs::Permissions::from_mode(0o755)).expect("mode");
        let log = folder.join("log");
        let text = script(&job, &log).expect("script");
        let file = temp.path().join("job.sh");
        std::fs::write(&file, text).expect("write");
        let start = crate::Start {
            program: Path::new("/bin/sh"),
            args: &[file.to_str().expect("path")],
            cwd: None,
            env: &[("TZ", "Asia/Tokyo")],
        };
        let finished = crate::finish(&start, Duration::from_secs(10)).expect("run");
        assert_eq!(
            finished.code,
            Some(0),
            "{}",
            String::from_utf8_lossy(&finished.err)
        );
        assert_eq!(
            std::fs::read_to_string(&log).expect("log"),
            format!("{}|wörd\\||wake", job.environment[0].1)
        );
    }
}
