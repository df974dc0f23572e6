using Enforcement.Shell;

namespace Enforcement.Patrols.NumberSeries;

internal static class SeriesRefusals
{
    public static NotAllowedException HeadsOnly() => new("series.heads-only");

    /// <summary>A number is given once.</summary>
    public static RefusedException BelowGiven(int given) => new("series.below-given", given);

    /// <summary>A case that was brought in bears a higher one on its paper.</summary>
    public static RefusedException BelowPaper(string number) => new("series.below-paper", number);
}
