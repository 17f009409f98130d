//! Whether the machine runs on mains power. `None` when that cannot be told, or there is nothing but mains.

/// As the system says now.
#[cfg(target_os = "linux")]
pub fn mains_power() -> Option<bool> {
    linux::of_folder(std::path::Path::new("/sys/class/power_supply"))
}

/// As the system says now. Not yet run there.
#[cfg(target_os = "macos")]
pub fn mains_power() -> Option<bool> {
    said("/usr/bin/pmset", &["-g", "batt"], words_of_macos)
}

/// As the system says now. Not yet run there.
#[cfg(windows)]
pub fn mains_power() -> Option<bool> {
    let question = "(Get-CimInstance -ClassName Win32_Battery).BatteryStatus";
    let args = ["-NoProfile", "-NonInteractive", "-Command", question];
    said("powershell.exe", &args, words_of_windows)
}

/// As the system says now.
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub fn mains_power() -> Option<bool> {
    None
}

#[cfg(any(target_os = "macos", windows))]
fn said(program: &str, args: &[&str], read: fn(&str) -> Option<bool>) -> Option<bool> {
    let start = crate::Start {
        program: std::path::Path::new(program),
        args,
        cwd: None,
        env: &[],
    };
    let finished = crate::finish(&start, std::time::Duration::from_secs(10)).ok()?;
    read(&String::from_utf8_lossy(&finished.out))
}

/// `pmset -g batt` begins with: Now drawing from 'AC Power'.
#[cfg(any(target_os = "macos", test))]
fn words_of_macos(text: &str) -> Option<bool> {
    let first = text.lines().next()?;
    let source = first.split('\'').nth(1)?;
    match source {
        "AC Power" => Some(true),
        "Battery Power" | "UPS Power" => Some(false),
        _ => None,
    }
}

/// A number per battery: 1 is discharging. No battery, no number.
#[cfg(any(windows, test))]
fn words_of_windows(text: &str) -> Option<bool> {
    let states: Vec<u32> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    (!states.is_empty()).then(|| !states.contains(&1))
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::Path;

    /// `/sys/class/power_supply`, or a folder of that form: plugged in is told by an adapter that is online, else by what
    /// the batteries do. Batteries of mice and headsets (`scope` is `Device`) tell nothing.
    pub(super) fn of_folder(folder: &Path) -> Option<bool> {
        let mut online = None;
        let mut discharging = None;
        for entry in std::fs::read_dir(folder).ok()?.flatten() {
            let word = |name: &str| {
                let text = std::fs::read_to_string(entry.path().join(name)).ok()?;
                Some(text.trim().to_owned())
            };
            match word("type").as_deref() {
                Some("Battery") if word("scope").as_deref() != Some("Device") => {
                    if let Some(status) = word("status") {
                        discharging = Some(status == "Discharging" || discharging.unwrap_or(false));
                    }
                }
                Some("Mains" | "USB") => {
                    let plugged = word("online").as_deref() == Some("1");
                    online = Some(plugged || online.unwrap_or(false));
                }
                _ => {}
            }
        }
        match (online, discharging) {
            (Some(true), _) | (_, Some(false)) => Some(true),
            (_, Some(true)) => Some(false),
            // An unplugged USB port of a machine without a battery says nothing.
            (Some(false) | None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_os = "linux")]
    #[test]
    fn linux_tells_by_adapters_and_batteries() {
        let told = |supplies: &[(&str, &[(&str, &str)])]| {
            let temp = tempfile::tempdir().expect("temp");
            for (supply, files) in supplies {
                std::fs::create_dir(temp.path().join(supply)).expect("folder");
                for (file, text) in *files {
                    std::fs::write(temp.path().join(supply).join(file), format!("{text}\n")).expect("file");
                }
            }
            super::linux::of_folder(temp.path())
        };
        let mains = |online| ("AC", [("type", "Mains"), ("online", online)]);
        let battery = |status| ("BAT0", [("type", "Battery"), ("status", status)]);
        let mouse = (
            "hid-0",
            [
                ("type", "Battery"),
                ("scope", "Device"),
                ("status", "Discharging"),
            ],
        );
        let (on, off) = (mains("1"), mains("0"));
        let (full, drains) = (battery("Full"), battery("Discharging"));
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[(mouse.0, &mouse.1)]), None);
        assert_eq!(told(&[(on.0, &on.1), (drains.0, &drains.1)]), Some(true));
        assert_eq!(told(&[(off.0, &off.1), (drains.0, &drains.1)]), Some(false));
        assert_eq!(told(&[(full.0, &full.1), (mouse.0, &mouse.1)]), Some(true));
        assert_eq!(told(&[(drains.0, &drains.1)]), Some(false));
        assert_eq!(
            super::linux::of_folder(std::path::Path::new("/no/such/folder")),
            None
        );
    }

    #[test]
    fn macos_and_windows_tell_in_words() {
        use super::{words_of_macos, words_of_windows};
        assert_eq!(
            words_of_macos("Now drawing from 'AC Power'\n -InternalBattery-0"),
            Some(true)
        );
        assert_eq!(words_of_macos("Now drawing from 'Battery Power'\n"), Some(false));
        assert_eq!(words_of_macos(""), None);
        assert_eq!(words_of_windows("2\r\n"), Some(true));
        assert_eq!(words_of_windows("2\r\n1\r\n"), Some(false));
        assert_eq!(words_of_windows("\r\n"), None);
    }
}
