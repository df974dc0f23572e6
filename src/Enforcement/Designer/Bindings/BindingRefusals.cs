using Enforcement.Processes.Bindings;
using Enforcement.Shell;

namespace Enforcement.Designer.Bindings;

internal static class BindingRefusals
{
    /// <summary>Cases have opened by what stood there.</summary>
    public static RefusedException Past() => new("binding.past");

    public static RefusedException NotPublished(string definition) => new("binding.not-published", definition);

    /// <summary>Its profile is not the one of such cases.</summary>
    public static RefusedException OtherProfile(string name, BindingScope cases) =>
        new("binding.other-profile", name, BindingWords.CasesOf(cases.Procedure, cases.Level));

    /// <summary>A default is replaced, never ended.</summary>
    public static RefusedException Gap() => new("binding.gap");

    /// <summary>Would overlap with a row that begins on that day or later.</summary>
    public static RefusedException Planned(Binding row) => new("binding.planned", row.DefinitionId, BusinessTime.LocalDate(row.From));

    /// <summary>Would overlap with a row whose end is approved already.</summary>
    public static RefusedException EndPlanned(Binding row) =>
        new("binding.end-planned", row.DefinitionId, BusinessTime.LocalDate(row.Until!.Value));

    public static RefusedException Unchanged() => new("binding.unchanged");

    public static RefusedException Own() => new("binding.own");

    public static RefusedException Decided() => new("binding.decided");

    public static NotAllowedException NotAsker() => new("binding.not-asker");
}
