using System.Text;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations.Checks;

/// <summary>A check of an enterprise 涉企检查 that was registered before anybody enters. Days are business days, both included.</summary>
public sealed record EnterpriseCheck
{
    public required Guid Id { get; init; }

    /// <summary>Of the body's series; shown at the door.</summary>
    public required string Number { get; init; }

    public required string Body { get; init; }
    public required string Enterprise { get; init; }

    /// <summary>统一社会信用代码.</summary>
    public required string CreditCode { get; init; }

    public required string Field { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }

    /// <summary>One of <see cref="CheckGrounds"/>.</summary>
    public required string Ground { get; init; }

    /// <summary>Why it is outside the plan; null: it is planned.</summary>
    public string? Reason { get; init; }

    /// <summary>The check of another body with which it is one visit.</summary>
    public Guid? MergedInto { get; init; }

    /// <summary>Who made it one visit, and when; null: nobody, or it was before that was kept.</summary>
    public CheckMerging? Merging { get; init; }

    public required Signed RegisteredBy { get; init; }
    public required DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset? EnteredAt { get; init; }
    public Guid? OperationId { get; init; }
    public CheckWithdrawal? Withdrawal { get; init; }

    public string County => RowId.CountyOf(Id);

    /// <summary>Nobody has entered, and nobody may any more.</summary>
    public bool IsExpired(DateOnly today) => IsOpen && To < today;

    public bool IsOpen => EnteredAt is null && Withdrawal is null;

    /// <summary>Nobody enters an enterprise unless the check is registered, one's own, of that enterprise and day, and not used already.</summary>
    /// <param name="enterprise">Its name as the record has it; null: it names none.</param>
    /// <exception cref="RefusedException"><c>check.not-registered</c>, <c>check.not-that-day</c>, <c>check.used</c>, <c>check.names-another</c>.</exception>
    public static void DemandEntry(EnterpriseCheck? check, string body, DateOnly day, string? enterprise)
    {
        if (check is null || check.Body != body)
            throw CheckRefusals.NotRegistered();
        if (!check.IsOpen)
            throw CheckRefusals.Used(check);
        if (day < check.From || day > check.To)
            throw CheckRefusals.NotThatDay(check);
        if (enterprise is not null && !IsSameName(enterprise, check.Enterprise))
            throw CheckRefusals.NamesAnother(check);
    }

    /// <summary>Blanks and the width of brackets make no other name.</summary>
    private static bool IsSameName(string one, string other) => Bare(one) == Bare(other);

    private static string Bare(string name) =>
        new([.. name.Normalize(NormalizationForm.FormKC).Where(sign => !char.IsWhiteSpace(sign)).Select(char.ToUpperInvariant)]);
}

public sealed record CheckMerging(Signed By, DateTimeOffset At);

public sealed record CheckWithdrawal(Signed By, DateTimeOffset At, string Reason);

/// <summary>Why an enterprise is checked; words: <c>checks.ground.&lt;code&gt;</c>. Only planned ones are capped.</summary>
public static class CheckGrounds
{
    public const string Planned = "planned";

    public static IReadOnlyList<string> All { get; } = [Planned, "complaint", "lead", "campaign"];
}

/// <summary>Every way a check says no.</summary>
internal static class CheckRefusals
{
    public static RefusedException NotRegistered() => new("check.not-registered") { Field = "checkId" };

    public static RefusedException Used(EnterpriseCheck check) => new("check.used", check.Number) { Field = "checkId" };

    public static RefusedException NotThatDay(EnterpriseCheck check) =>
        new("check.not-that-day", check.Number, Shell.BusinessTime.LocalDate(check.From), Shell.BusinessTime.LocalDate(check.To))
        {
            Field = "checkId",
        };

    /// <summary>By plan so many times a year; a complaint, a lead or an ordered campaign is outside the cap, with its reason.</summary>
    public static RefusedException Capped(int perYear) => new("check.capped", perYear) { Field = "ground" };

    /// <summary>Its last day is over: it is registered anew.</summary>
    public static RefusedException Expired(EnterpriseCheck check) =>
        new("check.expired", check.Number, Shell.BusinessTime.LocalDate(check.To));

    /// <summary>What was typed names another enterprise than the check was registered for.</summary>
    public static RefusedException NamesAnother(EnterpriseCheck check) =>
        new("check.names-another", check.Number, check.Enterprise) { Field = "enterprise" };

    public static RefusedException Over(EnterpriseCheck check) => new("check.over", check.Number);

    public static RefusedException OtherEnterprise() => new("check.other-enterprise") { Field = "with" };

    public static RefusedException TooFarApart(int days) => new("check.too-far-apart", days) { Field = "with" };

    public static RefusedException SameBody() => new("check.same-body") { Field = "with" };

    public static RefusedException Merged(EnterpriseCheck check) => new("check.merged", check.Number);

    public static NotAllowedException HeadsOnly() => new("check.heads-only");
}
