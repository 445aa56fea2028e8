//! The program: the command line does everything.

use std::process::ExitCode;

/// Gives memory back after a storm of sign-ins, which the system's allocator keeps.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    frontdesk::cli::main()
}
