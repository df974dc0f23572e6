namespace Enforcement.Cases;

internal static class CaseRefusals
{
    public static RefusedException AlreadyClosed(CaseFile caseFile) => new("case.closed", caseFile.Number);
}
