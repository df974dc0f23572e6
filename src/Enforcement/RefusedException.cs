using Enforcement.Shell;

namespace Enforcement;

/// <summary>
/// A rule said no. Answered as 409 with <see cref="Code"/>, and on the page beside the form; nothing was changed.
/// The words come from the resource <c>refused.&lt;code&gt;</c> in the language of whoever asked.
/// </summary>
public sealed class RefusedException(string code, params object?[] arguments) : Exception(code)
{
    /// <summary>Stable, dotted, lower-case: <c>power.not-delegated</c>. Programs may rely on it.</summary>
    public string Code { get; } = code;

    public override string Message => Texts.Of($"refused.{Code}", arguments);

    /// <summary>What a client can do instead, such as <c>suggestion</c>; travels in the problem document.</summary>
    public Dictionary<string, object?> Extensions { get; init; } = [];

    /// <summary>
    /// Where one field is to blame, its name as the client wrote it; travels as <c>field</c>, and a page shows the words beside it.
    /// </summary>
    public string? Field { get; init; }

    /// <summary>The same refusal, of a part of what was sent: <c>days</c> within <c>extension</c> is <c>extension.days</c>.</summary>
    /// <param name="field">To blame where the refusal itself blames none.</param>
    public RefusedException Within(string place, string field) =>
        new(Code, arguments) { Extensions = Extensions, Field = $"{place}.{Field ?? field}" };
}

/// <summary>What was sent cannot be read as what was asked for. Answered as 400 with the fields; nothing was changed.</summary>
public sealed class MalformedException(params (string Field, string Code)[] faults) : Exception("malformed")
{
    /// <summary>Field name as the client wrote it, and a code whose words are the resource <c>malformed.&lt;code&gt;</c>.</summary>
    public IReadOnlyList<(string Field, string Code)> Faults { get; } = faults;

    /// <summary>The same faults, of a part of what was sent: <c>days</c> within <c>extension</c> is <c>extension.days</c>.</summary>
    public MalformedException Within(string place) => new([.. Faults.Select(fault => ($"{place}.{fault.Field}", fault.Code))]);

    public override string Message => string.Join(" ", Faults.Select(fault => $"{fault.Field}: {Texts.Of($"malformed.{fault.Code}")}"));
}

/// <summary>There is no such thing, or none that the asking person may know of: 404 either way.</summary>
public sealed class NotVisibleException() : Exception("not visible");

/// <summary>The thing is known to the asking person, but this act is not theirs: 403 with <see cref="Code"/>.</summary>
public sealed class NotAllowedException(string code, params object?[] arguments) : Exception(code)
{
    public string Code { get; } = code;

    public override string Message => Texts.Of($"refused.{Code}", arguments);
}

/// <summary>Somebody else was first: 409 <c>changed-meanwhile</c>; the client reads again and decides anew.</summary>
public sealed class ChangedMeanwhileException() : Exception("changed-meanwhile")
{
    public override string Message => Texts.Of("refused.changed-meanwhile");
}
