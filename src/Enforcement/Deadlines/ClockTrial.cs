using Enforcement.Processes.Trials;
using Enforcement.Workflows.Execution;

namespace Enforcement.Deadlines;

/// <summary>Clocks of a trial run are named, never started.</summary>
internal sealed class ClockTrial : TrialPart
{
    public override string Kind => "clock";

    public override TrialReading? Read(Effect effect) =>
        effect switch
        {
            ClockWanted wanted => new TrialReading([new TrialDeed("clock", wanted.Rule)]),
            ClockDone done => new TrialReading([new TrialDeed("clock-end", done.Rule)]),
            _ => null,
        };
}
