//! `segue config`.

use segue_engine::Segue;
use segue_engine::view::Setting;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::verbs::{Surroundings, look};

/// Show and change settings
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Option<ConfigVerb>,
}

#[derive(Debug, clap::Subcommand)]
enum ConfigVerb {
    /// List every setting with its value, default and meaning
    List,
    /// Print one setting's value
    Get {
        /// The setting: alerts.quiet_hours
        key: String,
    },
    /// Change a setting
    Set {
        /// The setting: alerts.quiet_hours
        key: String,
        /// Its value: 22:00-07:00
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Go back to a setting's default
    Unset {
        /// The setting: alerts.quiet_hours
        key: String,
    },
}

/// A setting's value in JSON.
#[derive(Serialize)]
struct KeyValue<'a> {
    key: &'a str,
    value: String,
}

/// Who changes a setting here.
const BY: &str = "cli";

/// Shows or changes a setting; answers with the value it has then.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    let key = match args.verb.as_ref().unwrap_or(&ConfigVerb::List) {
        ConfigVerb::List => {
            let look = look(&world, segue.time_zone()?);
            return output
                .answer::<[Setting]>(&segue.settings()?, |all| render::settings::settings(all, &look));
        }
        ConfigVerb::Get { key } => {
            let found = KeyValue {
                key,
                value: segue.setting(key)?,
            };
            return output.answer(&found, |found| format!("{}\n", found.value));
        }
        ConfigVerb::Set { key, value } => {
            segue.set_setting(key, value, BY)?;
            key
        }
        ConfigVerb::Unset { key } => {
            segue.unset_setting(key, BY)?;
            key
        }
    };
    let now = KeyValue {
        key,
        value: segue.setting(key)?,
    };
    output.answer(&now, |now| format!("{} = {}\n", now.key, now.value))
}
