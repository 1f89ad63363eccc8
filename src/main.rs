//! The command line.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use entity::word::Role;
use synpunkt::classify::example::{self, Example};
use synpunkt::classify::{Classifier, evaluate, import};
use synpunkt::clock::Clock;
use synpunkt::config::Settings;
use synpunkt::error::{Context, Error, Fault, Result};
use synpunkt::municipality::read::{Source, read};
use synpunkt::municipality::{store, write};
use synpunkt::staff::key::Scope;
use synpunkt::text::Lang;
use synpunkt::web::field;
use synpunkt::{App, api, insight, server, staff, telemetry, work};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

/// Questions, complaints, praise, suggestions and fault reports from residents, until they have an answer.
#[derive(Parser)]
#[command(version)]
struct Line {
    /// A file with settings; what it leaves out is as in config/default.toml.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API, and work (the default).
    Serve {
        /// Address and port to listen on, instead of server.listen.
        #[arg(long, value_name = "A:P")]
        listen: Option<SocketAddr>,
        /// Serve only; another node works.
        #[arg(long)]
        no_worker: bool,
    },
    /// Work only: letters, deadlines, plans.
    Work,
    /// Bring the schema up to date, and nothing else.
    Migrate,
    /// Say what is wrong with settings and municipality.
    Check,
    /// Who works here.
    #[command(subcommand)]
    Staff(Staff),
    /// Keys for other systems.
    #[command(subcommand)]
    Key(Key),
    /// Departments, categories and promises, from and to files.
    #[command(subcommand)]
    Municipality(Files),
    /// What texts are about.
    #[command(subcommand)]
    Classifier(Learning),
    /// The OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum Staff {
    /// Add an officer; without a password, print a link that signs in once.
    Add {
        /// The e-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// administrator, `contact_centre`, department or reader.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The department's code.
        #[arg(long)]
        department: Option<String>,
        /// Read a password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Print a new link that signs an officer in once.
    Link {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Sign an officer out everywhere and let them in no more.
    Disable {
        /// Whom.
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
enum Key {
    /// Make a key; it is shown this once.
    Add {
        /// Who uses it.
        #[arg(long)]
        name: String,
        /// cases:create, cases:read, cases:write, open311:create.
        #[arg(long, required = true, num_args = 1.., value_parser = scope)]
        may: Vec<Scope>,
    },
    /// Make the keys of a name worthless.
    Withdraw {
        /// Whose.
        #[arg(long)]
        name: String,
    },
}

#[derive(Subcommand)]
enum Files {
    /// Put the files of a folder in place of what is in the database.
    Load {
        /// The folder.
        dir: PathBuf,
    },
    /// Write what is in the database as files.
    Export {
        /// The folder.
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
enum Learning {
    /// Learn from what is in the database, and store it.
    Train,
    /// Judge it on texts it has not learnt from; prints one JSON object.
    Evaluate {
        /// Columns text, category, kind, and optionally also.
        file: PathBuf,
        /// Learn from this file alone, whatever its categories.
        #[arg(long)]
        learn: Option<PathBuf>,
    },
    /// Say what a text is about, how sure that is, and why.
    Explain {
        /// The text.
        text: String,
    },
    /// Add texts to learn from.
    Import {
        /// Columns text, category, kind.
        file: PathBuf,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::from_code(word).ok_or_else(|| "use administrator, contact_centre, department or reader".to_owned())
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::from_code(word).ok_or_else(|| "use cases:create, cases:read, cases:write or open311:create".to_owned())
}

fn main() -> ExitCode {
    let line = Line::parse();
    let outcome = Runtime::new().context("starting").and_then(|runtime| {
        let outcome = runtime.block_on(run(line));
        // A model that is being learnt meanwhile is not waited for: it is learnt at the next start.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(code) => code,
        Err(trouble) => {
            let _ = writeln!(io::stderr(), "synpunkt: {}", told(&trouble));
            ExitCode::FAILURE
        }
    }
}

/// An error for somebody at the command line.
fn told(trouble: &Error) -> String {
    let Error::Invalid(faults) = trouble else { return trouble.to_string() };
    let sentence = |fault: &Fault| format!("{}: {}", fault.field, field::sentence(Lang::En, fault));
    faults.iter().map(sentence).collect::<Vec<_>>().join("\n")
}

fn say(words: &str) -> Result<()> {
    writeln!(io::stdout(), "{words}").context("writing to standard output")
}

async fn run(line: Line) -> Result<ExitCode> {
    let command = line.command.unwrap_or(Command::Serve { listen: None, no_worker: false });
    if let Command::Openapi = command {
        return say(&api::document()).map(|()| ExitCode::SUCCESS);
    }
    let settings = Settings::read(line.config.as_deref()).map_err(Error::internal);
    if let Command::Check = command {
        return check(settings);
    }
    let settings = settings?;
    telemetry::log(&settings)?;
    match command {
        Command::Serve { listen, no_worker } => serve(settings, listen, no_worker).await?,
        Command::Work => work(settings).await?,
        Command::Migrate => synpunkt::db::Db::connect(&settings).await?.migrate().await?,
        Command::Staff(order) => people(&App::open(settings, Clock::default()).await?, order).await?,
        Command::Key(order) => {
            let app = App::open(settings, Clock::default()).await?;
            match order {
                Key::Add { name, may } => say(&staff::key::add(&app, &name, &may).await?)?,
                Key::Withdraw { name } => say(&format!("{} withdrawn", staff::key::withdraw(&app, &name).await?))?,
            }
        }
        Command::Municipality(files) => municipality(settings, files).await?,
        Command::Classifier(learning) => classifier(settings, learning).await?,
        Command::Check | Command::Openapi => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn people(app: &App, order: Staff) -> Result<()> {
    match order {
        Staff::Add { email, name, role, department, password_stdin } => {
            let password = if password_stdin { Some(password()?) } else { None };
            match staff::add(app, &email, &name, role, department, password).await? {
                Some(link) => say(&link),
                None => Ok(()),
            }
        }
        Staff::Link { email } => say(&staff::new_link(app, &email).await?),
        Staff::Disable { email } => staff::disable(app, &email).await,
    }
}

fn password() -> Result<String> {
    let mut typed = String::new();
    io::stdin().read_to_string(&mut typed).context("reading the password")?;
    Ok(typed.trim_end_matches(['\n', '\r']).to_owned())
}

fn check(settings: Result<Settings>) -> Result<ExitCode> {
    let settings = match settings {
        Ok(settings) => settings,
        Err(trouble) => return say(&trouble.to_string()).map(|()| ExitCode::FAILURE),
    };
    match read(&Source::from_setting(&settings.municipality.path)) {
        Ok(loaded) => {
            let (m, texts) = (&loaded.municipality, loaded.examples.len());
            let counts =
                format!("{} departments, {} categories, {texts} texts", m.departments.len(), m.categories.len());
            say(&format!("All is well: {}, {counts}.", m.about.name)).map(|()| ExitCode::SUCCESS)
        }
        Err(flaws) => {
            for flaw in &flaws {
                say(&flaw.to_string())?;
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "what is learnt is taken up beside the work")]
async fn work(settings: Settings) -> Result<()> {
    let app = App::open(settings, Clock::default()).await?;
    app.refresh().await?;
    tokio::spawn(work::keep_up(app.clone()));
    work::run(app, asked_to_stop()).await;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the worker runs beside the pages")]
async fn serve(mut settings: Settings, listen: Option<SocketAddr>, no_worker: bool) -> Result<()> {
    settings.server.listen = listen.unwrap_or(settings.server.listen);
    let listener = TcpListener::bind(settings.server.listen).await.context("listening on server.listen")?;
    settings.server.listen = listener.local_addr().context("listening on server.listen")?;
    telemetry::figures(&settings)?;
    let app = App::open(settings, Clock::default()).await?;
    app.refresh().await?;
    say(&format!("Synpunkt listens on {}", app.link("/")))?;
    first_administrator(&app).await?;
    tokio::spawn(work::keep_up(app.clone()));
    let worker = (!no_worker).then(|| tokio::spawn(work::run(app.clone(), asked_to_stop())));
    let service = server::router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await.context("serving")?;
    if let Some(worker) = worker {
        worker.await.context("finishing the worker's round")?;
    }
    Ok(())
}

/// On a first start: somebody has to be able to let others in.
async fn first_administrator(app: &App) -> Result<()> {
    if staff::whoever_has(app, Role::Administrator).await? {
        return Ok(());
    }
    let host = app.municipality().about.email.rsplit('@').next().unwrap_or("localhost").to_owned();
    let email = format!("administrator@{host}");
    if let Some(link) = staff::add(app, &email, "Administratör", Role::Administrator, None, None).await? {
        say(&format!("Sign in once as {email}, within three days: {link}"))?;
    }
    Ok(())
}

async fn asked_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { _ = tokio::signal::ctrl_c() => {}, _ = terminated => {} }
}

async fn municipality(settings: Settings, files: Files) -> Result<()> {
    match files {
        Files::Load { dir } => {
            let loaded = read(&Source::Folder(dir)).map_err(|flaws| {
                Error::internal(flaws.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            })?;
            let app = App::open(settings, Clock::default()).await?;
            synpunkt::load(&app.db, loaded, &app.clock, &app.key).await?;
            say("Loaded. Nodes that are running take it up within seconds.")
        }
        Files::Export { dir } => {
            let app = App::open(settings, Clock::default()).await?;
            let examples = store::examples(app.db.read()).await?;
            write::write(&app.municipality(), &examples, &dir)
        }
    }
}

fn texts(file: &PathBuf) -> Result<Vec<Example>> {
    let csv = std::fs::read(file).context("reading the file")?;
    example::read(&csv).map_err(|flaw| Error::internal(format!("{}:{}: {}", file.display(), flaw.line, flaw.sentence)))
}

async fn classifier(settings: Settings, learning: Learning) -> Result<()> {
    let precision = settings.classify.precision;
    if let Learning::Evaluate { file, learn: Some(learn) } = &learning {
        // Another city's history: its own categories, no departments, nothing of ours.
        let classifier = Classifier::learn(&texts(learn)?, precision);
        let figures = evaluate::evaluate(&classifier, &texts(file)?, None);
        return say(&serde_json::to_string(&figures)?);
    }
    let app = App::open(settings, Clock::default()).await?;
    match learning {
        Learning::Train => {
            app.refresh().await?;
            let clock = app.clock.clone();
            app.db.transaction(async move |tx| insight::model::ask(&*tx, &clock).await).await?;
            app.refresh().await?;
            let municipality = app.municipality();
            let measured = app.classifier().measured(|code| municipality.may_forward(code));
            say(&serde_json::to_string_pretty(&measured)?)?;
            say("Learnt, and stored. Nodes that are running take it up within seconds.")
        }
        Learning::Evaluate { file, .. } => {
            app.refresh().await?;
            let figures = evaluate::evaluate(&app.classifier(), &texts(&file)?, Some(&app.municipality()));
            say(&serde_json::to_string(&figures)?)
        }
        Learning::Explain { text } => {
            app.refresh().await?;
            say(&serde_json::to_string_pretty(&app.classifier().verdict(&text))?)
        }
        Learning::Import { file } => {
            let (clock, read) = (app.clock.clone(), texts(&file)?);
            let checked = import::check(read, &app.municipality(), &store::examples(app.db.read()).await?)?;
            let report = checked.report.clone();
            app.db.transaction(async move |tx| store::add_examples(&*tx, &checked.texts, &clock).await).await?;
            say(&serde_json::to_string_pretty(&report)?)?;
            say("`synpunkt classifier train` learns from them.")
        }
    }
}
